import { runService } from '@latchkey/service-kit';
import { configSchema } from './config';
import { start } from './start';

await runService({ name: 'resource-gateway', schema: configSchema, start });
