import { runService } from '@latchkey/service-kit';
import { configSchema } from './config';
import { startIssuer } from './start';

await runService({ name: 'token-issuer', schema: configSchema, start: startIssuer });
