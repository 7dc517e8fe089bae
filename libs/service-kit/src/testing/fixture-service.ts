// A service for run-service.spec.ts, which bundles it and runs it as a process of its own.
import { z } from 'zod';
import { runService, serviceSettings, StartupError } from '../index';

const behaviours = [
  'ready',
  'finishing',
  'hanging',
  'refusing',
  'starting',
  'defective',
  'throwing',
  'rejecting',
] as const;

const schema = z.object({ ...serviceSettings, FIXTURE: z.enum(behaviours) });

await runService({
  name: 'fixture',
  schema,
  async start({ FIXTURE }, { logger, tls }) {
    if (FIXTURE === 'refusing') throw new StartupError('FIXTURE must be set to something else.');
    if (FIXTURE === 'defective') throw new TypeError('start is not a function');
    if (FIXTURE === 'throwing') setTimeout(() => defect('thrown'), 50);
    if (FIXTURE === 'rejecting') setTimeout(() => void (async () => defect('rejected'))(), 50);
    logger.info({ certificateBytes: tls.cert.byteLength }, 'starting');
    if (FIXTURE === 'starting') await new Promise(() => {});
    return {
      readiness: async () => [],
      async close() {
        logger.info('close called');
        if (FIXTURE === 'finishing') await new Promise((resolve) => setTimeout(resolve, 500));
        if (FIXTURE === 'hanging') await new Promise(() => {});
      },
    };
  },
});

function defect(how: string): never {
  throw Object.assign(new Error(`defect was ${how}`), { detail: 'hunter2', cause: new Error('root cause') });
}
