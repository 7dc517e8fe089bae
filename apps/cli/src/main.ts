import { loadConfig, readTlsMaterial } from '@latchkey/service-kit';
import { connect } from '@latchkey/rpc';
import { configSchema } from './config';
import { createProgram } from './program';
import { explain } from './explain';

const program = createProgram({
  async connect() {
    const config = loadConfig(configSchema);
    const tls = await readTlsMaterial(config);
    return connect({ target: config.LATCHKEY_ISSUER_TARGET, peer: 'token-issuer', tls });
  },
  print: (text) => void process.stdout.write(`${text}\n`),
});

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
