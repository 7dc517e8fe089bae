import { Histogram, type Registry } from 'prom-client';

/** How a histogram of times is made. */
export interface SecondsHistogramOptions<Label extends string> {
  name: string;
  help: string;
  labelNames: readonly Label[];
  /** Upper bounds of its buckets, in seconds, rising. */
  buckets: readonly number[];
  metrics: Registry;
}

/** A histogram of times, by labels. */
export interface SecondsHistogram<Label extends string> {
  /**
   * The series of these labels, the same one each time. Whoever measures often keeps it, in a map by whatever
   * tells the labels apart: prom-client checks all labels and puts their text together for every observation.
   */
  series(labels: Record<Label, string>): Timings;
}

/** The times of one series. */
export interface Timings {
  observe(seconds: number): void;
}

/** Creates a histogram of times that costs little to observe, and registers it. */
export function createSecondsHistogram<Label extends string>(
  options: SecondsHistogramOptions<Label>,
): SecondsHistogram<Label> {
  const { labelNames, buckets } = options;
  const histogram = new CountedHistogram(options);
  return {
    series(labels) {
      const key = JSON.stringify(labelNames.map((name) => labels[name]));
      let series = histogram.series.get(key);
      if (!series) {
        series = new Series(labels, buckets);
        histogram.series.set(key, series);
      }
      return series;
    },
  };
}

/** Counts of one series; those of the buckets are not yet cumulated. */
class Series implements Timings {
  readonly counts: number[];
  count = 0;
  sum = 0;

  constructor(
    readonly labels: Readonly<Record<string, string>>,
    readonly buckets: readonly number[],
  ) {
    this.counts = buckets.map(() => 0);
  }

  observe(seconds: number): void {
    const { buckets, counts } = this;
    this.count += 1;
    this.sum += seconds;
    for (let index = 0; index < buckets.length; index += 1) {
      if (seconds > (buckets[index] ?? Infinity)) continue;
      counts[index] = (counts[index] ?? 0) + 1;
      return;
    }
  }
}

/** A histogram of prom-client's, with counts of its own. */
class CountedHistogram extends Histogram {
  readonly series = new Map<string, Series>();
  readonly #named: { name: string; help: string };

  constructor({ name, help, labelNames, buckets, metrics }: SecondsHistogramOptions<string>) {
    super({ name, help, labelNames, buckets: [...buckets], registers: [metrics] });
    this.#named = { name, help };
  }

  /** All that prom-client's registry prints is made of this. */
  async getForPromString() {
    const values = [...this.series.values()].flatMap((series) => valuesOf(this.#named.name, series));
    return { ...this.#named, type: 'histogram', aggregator: 'sum', values };
  }
}

function valuesOf(name: string, { labels, buckets, counts, count, sum }: Series) {
  let upTo = 0;
  const bucket = (le: number | string, value: number) => ({
    metricName: `${name}_bucket`,
    labels: { le },
    sharedLabels: labels,
    value,
  });
  return [
    ...buckets.map((bound, index) => bucket(bound, (upTo += counts[index] ?? 0))),
    bucket('+Inf', count),
    { metricName: `${name}_sum`, labels: {}, sharedLabels: labels, value: sum },
    { metricName: `${name}_count`, labels: {}, sharedLabels: labels, value: count },
  ];
}
