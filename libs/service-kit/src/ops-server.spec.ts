import { createMetrics } from './metrics';
import { startOpsServer, type OpsServer, type Readiness } from './ops-server';
import { StartupError } from './startup-error';

describe('the private listener', () => {
  let server: OpsServer;
  let readiness: Readiness;

  const start = (port = 0, host = '127.0.0.1') =>
    startOpsServer({ host, port, metrics: createMetrics('token-issuer'), readiness: () => readiness() });
  const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init);

  beforeEach(async () => {
    readiness = async () => [];
    server = await start();
  });
  afterEach(() => server.close());

  it('is alive whatever readiness says', async () => {
    readiness = async () => ['database'];
    const answer = await get('/livez');
    expect([answer.status, await answer.text()]).toEqual([200, 'alive\n']);
  });

  it('is ready when nothing is missing', async () => {
    const answer = await get('/readyz?verbose');
    expect([answer.status, await answer.text()]).toEqual([200, 'ready\n']);
  });

  it('is not ready while something is missing, and names it', async () => {
    readiness = async () => ['database', 'directory'];
    const answer = await get('/readyz');
    expect([answer.status, await answer.text()]).toEqual([503, 'database\ndirectory\n']);
    readiness = async () => [];
    expect((await get('/readyz')).status).toBe(200);
  });

  it('is not ready when the check itself fails, and does not tell the error', async () => {
    const failures: Readiness[] = [
      () => Promise.reject(new Error('hunter2')),
      () => {
        throw new Error('hunter2');
      },
    ];
    for (const failure of failures) {
      readiness = failure;
      const answer = await get('/readyz');
      expect([answer.status, await answer.text()]).toEqual([503, 'readiness check failed\n']);
    }
  });

  it('is not ready when the check hangs', async () => {
    readiness = () => new Promise(() => {});
    const answer = await get('/readyz');
    expect([answer.status, await answer.text()]).toEqual([503, 'readiness check takes too long\n']);
  });

  it('shows metrics as Prometheus text, with the name of the service', async () => {
    const answer = await get('/metrics');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await answer.text()).toMatch(/^process_cpu_seconds_total\{service="token-issuer"\} /m);
  });

  it.each(['/', '/other', '/livez/', '/constructor', '//readyz'])('has nothing at %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it('answers GET alone', async () => {
    expect((await get('/livez', { method: 'POST', body: 'x' })).status).toBe(404);
  });

  it('says which setting to change when the port is in use', async () => {
    const second = start(server.port);
    await expect(second).rejects.toBeInstanceOf(StartupError);
    await expect(second).rejects.toThrow(
      `Port ${server.port} is in use: stop the process that listens there, or set LATCHKEY_OPS_PORT to a free port.`,
    );
  });

  it('says which setting to change when the address is of another machine or unknown', async () => {
    await expect(start(0, '192.0.2.1')).rejects.toThrow(
      'Address 192.0.2.1 is not one of this machine: correct the host that goes with LATCHKEY_OPS_PORT.',
    );
    await expect(start(0, 'no-such-host.invalid')).rejects.toThrow(
      'Host no-such-host.invalid cannot be resolved: correct the host that goes with LATCHKEY_OPS_PORT.',
    );
  });

  it('closes at once, though a prober keeps its connection and an answer is pending', async () => {
    readiness = () => new Promise(() => {});
    const waiting = get('/readyz').catch(() => 'cut off');
    await get('/livez');
    await server.close();
    expect(await waiting).toBe('cut off');
  });
});
