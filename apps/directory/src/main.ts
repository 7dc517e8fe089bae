import { runService } from '@latchkey/service-kit';
import { configSchema } from './config';
import { startDirectory } from './start';

await runService({ name: 'directory', schema: configSchema, start: startDirectory });
