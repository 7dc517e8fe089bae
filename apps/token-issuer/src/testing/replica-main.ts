// A replica of the issuer under test in a process of its own, so that it can be killed. It tells its parent
// where it listens, and the certificate to call it with.
import { createPool } from '@latchkey/storage';
import { createTestDirectory } from './test-clients';
import { startTestIssuer } from './test-issuer';

const { connectionString, now } = JSON.parse(process.env['REPLICA'] ?? '{}');
const pool = createPool({
  connectionString,
  schema: 'issuer',
  applicationName: 'replica',
  onError: () => undefined,
});
const time = { now: new Date(now) };
const directory = createTestDirectory(() => time.now);
const schema = { connectionString, pool, drop: () => pool.end() };
const { port, certificates } = await startTestIssuer({}, { schema, directory, time });
const { ca, cert, key } = certificates['resource-gateway'];
process.send?.({ port, tls: { ca: String(ca), cert: String(cert), key: String(key) } });
