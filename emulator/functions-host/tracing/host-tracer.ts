import type { HostSpan } from './otlp-json.ts';
import { newContext, type TraceContext } from './trace-context.ts';

/** What the host makes spans of; see createHostTracer. */
export interface HostTracer {
  /** Whether Durable hands traces on from the start of an orchestration to its activities. */
  durable: boolean;
  /** A place for something new: below `parent`, or in a trace of its own. */
  begin(parent: TraceContext | null): TraceContext;
  /** Tells a span that has ended. */
  tell(span: HostSpan): void;
  now(): number;
}

/**
 * Creates the host's tracer. In the telemetry mode OpenTelemetry, and where an exporter is configured, the host samples
 * every trace that it begins, and tells its own spans (OpenTelemetryConfigurationExtensions). Without, each invocation
 * still has a trace context, which ASP.NET Core makes, and nobody records it.
 */
export function createHostTracer(
  options: { exporting: boolean; durable: boolean },
  tell: (span: HostSpan) => void,
): HostTracer {
  return {
    durable: options.exporting && options.durable,
    begin: (parent) => newContext(parent, options.exporting),
    tell: (span) => {
      if (options.exporting && span.context.sampled) tell(span);
    },
    now: Date.now,
  };
}
