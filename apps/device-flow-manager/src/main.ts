import { runService } from '@latchkey/service-kit';
import { configSchema } from './config';
import { startDeviceFlowManager } from './start';

await runService({ name: 'device-flow-manager', schema: configSchema, start: startDeviceFlowManager });
