import type { TraceContext } from './trace-context.ts';

/** `SpanKind` of OTLP. */
export const spanKind = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

/** A span of the host that has ended. Times are in milliseconds since the epoch. */
export interface HostSpan {
  name: string;
  kind: keyof typeof spanKind;
  context: TraceContext;
  parentSpanId: string | null;
  startedMs: number;
  endedMs: number;
  failed: boolean;
  attributes: Record<string, string | number>;
}

const nanos = (ms: number): string => `${Math.round(ms)}000000`;

const attribute = ([key, value]: [string, string | number]) => ({
  key,
  value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
});

/** The body of `POST /v1/traces` (OTLP over HTTP, JSON encoding). */
export function toOtlpJson(service: string, spans: readonly HostSpan[]) {
  return {
    resourceSpans: [
      {
        resource: { attributes: [attribute(['service.name', service])] },
        scopeSpans: [{ scope: { name: 'Microsoft.Azure.WebJobs.Script' }, spans: spans.map(toSpan) }],
      },
    ],
  };
}

function toSpan({ name, kind, context, parentSpanId, startedMs, endedMs, failed, attributes }: HostSpan) {
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    ...(parentSpanId !== null && { parentSpanId }),
    name,
    kind: spanKind[kind],
    startTimeUnixNano: nanos(startedMs),
    endTimeUnixNano: nanos(endedMs),
    attributes: Object.entries(attributes).map(attribute),
    status: failed ? { code: 2 } : {},
  };
}
