import { runService } from '@latchkey/service-kit';
import { configSchema } from './config';
import { startAuthorizationFrontend } from './start';

await runService({ name: 'authorization-frontend', schema: configSchema, start: startAuthorizationFrontend });
