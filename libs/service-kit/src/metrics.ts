import { Registry, collectDefaultMetrics } from 'prom-client';

/** Creates the process's metrics registry with Node's own figures in it (memory, event loop, collections). */
export function createMetrics(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return registry;
}
