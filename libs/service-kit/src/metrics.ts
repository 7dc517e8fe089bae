import { Registry, collectDefaultMetrics } from 'prom-client';

// The delay of the event loop is sampled by a timer, which is most of what an idle process wakes for. A sample is the
// time between two of its turns, so an event loop that nothing holds up shows these milliseconds and not none.
const eventLoopSampleMilliseconds = 20;

/** Creates the process's metrics registry with Node's own figures in it (memory, event loop, collections). */
export function createMetrics(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({
    register: registry,
    eventLoopMonitoringPrecision: eventLoopSampleMilliseconds,
  });
  return registry;
}
