import { type Attributes, metrics } from '@opentelemetry/api';
import { type Measurement, metricTable } from '../telemetry/metric-table.ts';
import { keepReadings } from './gauges.ts';
import { scope } from './scope.ts';

/**
 * Tells measurements to OpenTelemetry. Without its SDK, which is started only where telemetry goes somewhere, this does
 * nothing. Never throws.
 */
export function record(measurements: readonly Measurement[]): void {
  const meter = metrics.getMeter(scope);
  for (const [name, measured] of Map.groupBy(measurements, (each) => each.name)) {
    const { kind, unit, description } = metricTable[name];
    const told = measured.map(({ value, attributes }) => ({ value, attributes: attributes as Attributes }));
    const options = { unit, description };
    if (kind === 'counter')
      for (const { value, attributes } of told) meter.createCounter(name, options).add(value, attributes);
    else if (kind === 'histogram')
      for (const { value, attributes } of told) meter.createHistogram(name, options).record(value, attributes);
    else keepReadings(name, told, Date.now());
  }
}
