import { context, diag, metrics, propagation, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { withinTime } from '../outbound/within-time.ts';
import type { TelemetrySettings } from '../settings/settings.ts';
import { observeGauges } from '../tracing/gauges.ts';
import type { Exporters } from './exporters.ts';
import { quietDiagnostics } from './quiet-diagnostics.ts';

/** The SDK at work. None of these ever rejects, and none waits longer than its time. */
export interface Exporting {
  /** Sends what has gathered. */
  flush(timeoutMs: number): Promise<void>;
  /** The same, and ends. */
  shutdown(timeoutMs: number): Promise<void>;
}

/**
 * Starts OpenTelemetry's SDK for this process, as the Functions worker needs it: it continues the traces that the host
 * hands over, gathers spans and log records, and sends them by batches in the background. Memory and time are bounded
 * (`OTEL_BSP_…`, `OTEL_BLRP_…`, `OTEL_METRIC_EXPORT_…`): what no collector takes is dropped. `warn` is told once in a
 * while that something was.
 */
export function startExporting(
  { service }: TelemetrySettings,
  exporters: readonly Exporters[],
  warn: (message: string) => void,
): Exporting {
  diag.setLogger(quietDiagnostics(warn, Date.now));
  const resource = describeService(service);
  const traces = new BasicTracerProvider({
    resource,
    spanProcessors: exporters.map(({ spans }) => new BatchSpanProcessor(spans)),
  });
  const meters = new MeterProvider({
    resource,
    readers: exporters.map(({ metrics: exporter }) => readEvery(exporter)),
  });
  const loggers = new LoggerProvider({
    resource,
    processors: exporters.map(({ logs: exporter }) => new BatchLogRecordProcessor({ exporter })),
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(traces);
  metrics.setGlobalMeterProvider(meters);
  logs.setGlobalLoggerProvider(loggers);
  observeGauges(Date.now);
  const providers = [traces, meters, loggers];
  const all = (act: (provider: (typeof providers)[number]) => Promise<void>, timeoutMs: number) =>
    withinTime(timeoutMs, async () => {
      await Promise.allSettled(providers.map(act));
    }).catch(() => undefined);
  return {
    flush: (timeoutMs) => all((provider) => provider.forceFlush(), timeoutMs),
    shutdown: (timeoutMs) => all((provider) => provider.shutdown(), timeoutMs),
  };
}

/** The reader's default interval, a minute, comes with the variables of the SDK. */
function readEvery(exporter: Exporters['metrics']): PeriodicExportingMetricReader {
  return new PeriodicExportingMetricReader({ exporter });
}

/**
 * What telemetry is of. Host and worker are one service with one name, so that Application Insights shows one role
 * (FunctionsResourceDetector of the host). `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` overrule.
 */
function describeService({ name, instanceId, region }: TelemetrySettings['service']): Resource {
  const inAzure =
    region === null ? {} : { 'cloud.provider': 'azure', 'cloud.platform': 'azure.functions', 'cloud.region': region };
  const own = resourceFromAttributes({ 'service.name': name, 'service.instance.id': instanceId, ...inAzure });
  return defaultResource()
    .merge(own)
    .merge(detectResources({ detectors: [envDetector] }));
}
