import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { guardAgainstOurDeath } from './death-guard';

describe('guardAgainstOurDeath', () => {
  const start = () => {
    const child = spawn('/bin/sh', ['-c', 'exec sleep 60'], { stdio: 'ignore', env: process.env });
    return { child, end: once(child, 'exit') };
  };

  it('interrupts the process when our end of the pipe closes, as it does when we die', async () => {
    const { child, end } = start();
    guardAgainstOurDeath(child.pid ?? 0).stdin.destroy();
    expect(await end).toEqual([null, 'SIGINT']);
  });

  it('leaves the process alone once it is called off', async () => {
    const { child, end } = start();
    const guard = guardAgainstOurDeath(child.pid ?? 0);
    guard.kill('SIGKILL');
    await once(guard, 'exit');
    child.kill('SIGTERM');
    expect(await end).toEqual([null, 'SIGTERM']);
  });
});
