import { runService } from '@latchkey/service-kit';
import { configSchema } from './config';
import { startDemoApi } from './start';

await runService({ name: 'demo-api', schema: configSchema, start: startDemoApi });
