import { Histogram, Registry } from 'prom-client';
import { createSecondsHistogram } from './seconds-histogram';

const named = { name: 'spec_seconds', help: 'Time that a spec took' };
const labelNames = ['method', 'status'] as const;
const buckets = [0.001, 0.01, 0.1, 1];

function build() {
  const metrics = new Registry();
  metrics.setDefaultLabels({ service: 'spec' });
  return { metrics, histogram: createSecondsHistogram({ ...named, labelNames, buckets, metrics }) };
}

describe('a histogram of times', () => {
  it('is printed as prom-client prints one with the same observations', async () => {
    const { metrics, histogram } = build();
    const peer = new Registry();
    peer.setDefaultLabels({ service: 'spec' });
    const expected = new Histogram({ ...named, labelNames, buckets, registers: [peer] });
    const seconds = [0, 0.001, 0.0011, 0.05, 0.1, 0.7, 1, 1.5, 400];
    for (const status of ['OK', 'a "quoted"\nname']) {
      for (const value of seconds) {
        histogram.series({ method: 'Get', status }).observe(value);
        expected.observe({ method: 'Get', status }, value);
      }
    }
    expect(await metrics.metrics()).toBe(await peer.metrics());
    expect(await peer.getMetricsAsJSON()).toMatchObject(await metrics.getMetricsAsJSON());
  });

  it('is there, without a value, before anything was observed', async () => {
    const { metrics } = build();
    expect(await metrics.metrics()).toBe(
      '# HELP spec_seconds Time that a spec took\n# TYPE spec_seconds histogram\n',
    );
  });

  it('has one series for the same labels', () => {
    const { histogram } = build();
    const series = histogram.series({ method: 'Get', status: 'OK' });
    expect(histogram.series({ status: 'OK', method: 'Get' })).toBe(series);
    expect(histogram.series({ method: 'Get', status: 'ABORTED' })).not.toBe(series);
  });

  it('is refused a name that another metric has', () => {
    const { metrics } = build();
    expect(() => createSecondsHistogram({ ...named, labelNames, buckets, metrics })).toThrow(/already/);
  });
});
