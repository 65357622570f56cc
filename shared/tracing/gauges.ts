import { type Attributes, metrics } from '@opentelemetry/api';
import { type MetricName, metricTable } from '../telemetry/metric-table.ts';
import { scope } from './scope.ts';

/**
 * How long a reading is told. The fleet is measured every hour by one of several processes, and what a process knows
 * from an earlier hour must not stand beside what another one has measured since.
 */
const readingHoldsMs = 90 * 60_000;

interface Reading {
  value: number;
  attributes: Attributes;
  atMs: number;
}

const readings = new Map<MetricName, Reading[]>();

/** Keeps what a gauge was measured at `atMs` for its next exports, in place of what was known before. */
export function keepReadings(name: MetricName, measured: Omit<Reading, 'atMs'>[], atMs: number): void {
  readings.set(
    name,
    measured.map((reading) => ({ ...reading, atMs })),
  );
}

/** What a gauge shows at `nowMs`: an age goes on growing, and an old reading is not told any more. */
export function readGauge(name: MetricName, nowMs: number): { value: number; attributes: Attributes }[] {
  const grows = metricTable[name].kind === 'growing gauge';
  return (readings.get(name) ?? [])
    .filter(({ atMs }) => nowMs - atMs < readingHoldsMs)
    .map(({ value, attributes, atMs }) => ({ value: grows ? value + (nowMs - atMs) / 1000 : value, attributes }));
}

/** Makes the SDK read the gauges at each export. To be called once, after it has been started. */
export function observeGauges(now: () => number): void {
  const meter = metrics.getMeter(scope);
  for (const name of Object.keys(metricTable) as MetricName[]) {
    const { kind, unit, description } = metricTable[name];
    if (kind !== 'gauge' && kind !== 'growing gauge') continue;
    meter.createObservableGauge(name, { unit, description }).addCallback((result) => {
      for (const { value, attributes } of readGauge(name, now())) result.observe(value, attributes);
    });
  }
}
