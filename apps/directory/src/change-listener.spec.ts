import { freePort } from '@latchkey/development';
import { createLogger } from '@latchkey/service-kit';
import { listenForChanges } from './change-listener';

describe('listenForChanges', () => {
  it('fails when the connection cannot be opened at first, and says so once', async () => {
    const lines: string[] = [];
    const port = await freePort();
    const listening = listenForChanges({
      connectionString: `postgres://directory:hidden-password@127.0.0.1:${port}/latchkey`,
      channel: 'clients',
      onConnected: async () => undefined,
      onNotification: () => undefined,
      logger: createLogger({
        service: 'directory',
        level: 'info',
        destination: { write: (line) => lines.push(line) },
      }),
    });
    await expect(listening).rejects.toThrow('ECONNREFUSED');
    expect(lines).toHaveLength(1);
    expect(lines.join()).not.toContain('hidden-password');
  });
});
