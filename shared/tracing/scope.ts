/** The name of OpenTelemetry's instrumentation scope: who made the spans, metrics and log records. */
export const scope = 'kataproof';
