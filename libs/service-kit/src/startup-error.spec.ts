import { StartupError, listenError } from './startup-error';

const failure = (fields: object) => Object.assign(new Error('listen failed'), fields);

describe('listenError', () => {
  it.each([
    [
      { code: 'EADDRINUSE', port: 9100 },
      'Port 9100 is in use: stop the process that listens there, or set LATCHKEY_GRPC_PORT to a free port.',
    ],
    [
      { code: 'EACCES', port: 443 },
      'Port 443 may not be opened by this user: set LATCHKEY_GRPC_PORT to a port above 1023.',
    ],
    [
      { code: 'EADDRNOTAVAIL', address: '192.0.2.1' },
      'Address 192.0.2.1 is not one of this machine: correct the host that goes with LATCHKEY_GRPC_PORT.',
    ],
    [
      { code: 'ENOTFOUND', hostname: 'nowhere' },
      'Host nowhere cannot be resolved: correct the host that goes with LATCHKEY_GRPC_PORT.',
    ],
  ])('turns %j into a sentence that names the setting', (fields, message) => {
    const cause = failure(fields);
    const error = listenError(cause, { listen: 'LATCHKEY_GRPC_PORT' });
    expect(error).toBeInstanceOf(StartupError);
    expect(error).toMatchObject({ message, cause });
  });

  it.each([
    ['another code', failure({ code: 'EMFILE' })],
    ['no code', failure({})],
    ['no error', undefined],
  ])('leaves a failure with %s as it is', (_, error) => {
    expect(listenError(error, { listen: 'LATCHKEY_GRPC_PORT' })).toBe(error);
  });
});
