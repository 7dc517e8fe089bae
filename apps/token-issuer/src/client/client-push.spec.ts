import { create } from '@bufbuild/protobuf';
import { ClientAuthenticationMethod, ClientAuthenticationSchema } from '@latchkey/contracts';
import { serveTestDirectory } from '../testing/served-directory';
import { createClientAuthentication } from './authenticate-client';
import { createClientRegistry } from './client-registry';

// What takes a second is measured.
jest.setTimeout(30_000);

const quiet = { info: () => undefined, warn: () => undefined };
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const authentication = create(ClientAuthenticationSchema, {
  method: ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
  clientId: 'service',
  credential: 'service-secret',
});

let served: Awaited<ReturnType<typeof serveTestDirectory>>;
let replicas: Awaited<ReturnType<typeof startReplica>>[];
beforeEach(async () => {
  served = await serveTestDirectory();
  replicas = await Promise.all([startReplica(), startReplica()]);
});
afterEach(async () => {
  replicas.forEach(({ close }) => close());
  await served.close();
});

/** What a replica of the issuer authenticates clients with. It has seen the client for a while already. */
async function startReplica() {
  const { line, clients, close } = await served.connect();
  const registry = createClientRegistry({ directory: clients, clock: () => new Date(), logger: quiet });
  const authenticate = createClientAuthentication({
    clients: registry,
    verifyAssertion: () => Promise.reject(new Error('no client here makes assertions')),
    audiences: [],
  });
  // Until the watch stands, what is found is thrown away when it does.
  await wait(300);
  await authenticate(authentication);
  return {
    line,
    authenticate: async () => authenticate(authentication),
    close: () => (registry.close(), close()),
  };
}

/** How long after now the client is accepted for the last time, in milliseconds; 0 when it is no more. */
async function acceptedFor({ authenticate }: (typeof replicas)[number], watchMilliseconds = 1_300) {
  const started = performance.now();
  let last = 0;
  const attempts: Promise<void>[] = [];
  while (performance.now() - started < watchMilliseconds) {
    const accepted = () => void (last = performance.now() - started);
    attempts.push(authenticate().then(accepted, () => undefined));
    await wait(5);
  }
  await Promise.all(attempts);
  return last;
}

async function expectRefusedWithinASecond(what: string): Promise<void> {
  const accepted = await Promise.all(replicas.map((replica) => acceptedFor(replica)));
  console.info(`${what}: accepted for ${accepted.map(Math.round).join(' and ')} ms`);
  for (const milliseconds of accepted) expect(milliseconds).toBeLessThan(1_000);
}

const service = () => served.directory.clients.get('service')!;

describe('at two replicas of the issuer', () => {
  it('a client that was disabled stops working within a second', async () => {
    service().disabled = true;
    served.directory.changed('service');
    await expectRefusedWithinASecond('disabled');
  });

  it('a secret that was withdrawn stops working within a second', async () => {
    service().secretHashes = [];
    served.directory.changed('service');
    await expectRefusedWithinASecond('secret withdrawn');
  });

  it('so it does when the change is told while the lines to the directory are cut', async () => {
    replicas.forEach(({ line }) => line.cut());
    service().disabled = true;
    served.directory.changed('service');
    await expectRefusedWithinASecond('disabled, lines cut');
  });

  it('so it does when the lines have gone dead without a sign', async () => {
    replicas.forEach(({ line }) => line.freeze());
    service().disabled = true;
    served.directory.changed('service');
    await expectRefusedWithinASecond('disabled, lines dead');
  });

  it('a client goes on working while its directory is restarted for a moment, and not for longer', async () => {
    await served.close();
    const [replica] = replicas;
    await expect(replica?.authenticate()).resolves.toMatchObject({ id: 'service' });
    await wait(1_000);
    const failure = await replica?.authenticate().catch((error: unknown) => error);
    expect(['UNAVAILABLE', 'DEADLINE_EXCEEDED']).toContain((failure as { status?: string }).status);
    await expectRefusedWithinASecond('directory away');
  });

  it('asks the directory for nothing while nothing changes', async () => {
    let asked = 0;
    const { getClient } = served.directory;
    served.directory.getClient = (request) => ((asked += 1), getClient(request));
    for (const replica of replicas) await acceptedFor(replica, 1_500);
    expect(asked).toBe(0);
  });
});
