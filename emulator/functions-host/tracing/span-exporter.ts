import { type HostSpan, toOtlpJson } from './otlp-json.ts';

export interface SpanExporter {
  add(span: HostSpan): void;
  /** Sends what is left, and waits for that. */
  stop(): Promise<void>;
}

const everyMs = 500;
const timeoutMs = 2_000;
const mostWaiting = 10_000;

/** `key=value,key=value`, percent-encoded (OpenTelemetry, "OTLP Exporter Configuration"). */
function parseHeaders(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => pair.split('='));
  return Object.fromEntries(
    pairs.flatMap(([key = '', ...value]) => (key.trim() ? [[key.trim(), decodeURIComponent(value.join('='))]] : [])),
  );
}

/**
 * Creates the exporter of the host's spans to the collector at `OTEL_EXPORTER_OTLP_ENDPOINT`. Azure's host speaks gRPC or
 * protobuf; this one JSON, which every collector takes too. A collector that is down stops nothing.
 */
export function createSpanExporter(environment: NodeJS.ProcessEnv, warn: (message: string) => void): SpanExporter {
  const endpoint = environment['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const headers = parseHeaders(environment['OTEL_EXPORTER_OTLP_HEADERS'] ?? '');
  let waiting: HostSpan[] = [];
  let sending: Promise<void> = Promise.resolve();
  let warned = false;

  async function send(): Promise<void> {
    const spans = waiting;
    if (spans.length === 0 || !endpoint) return;
    waiting = [];
    try {
      const answer = await fetch(`${endpoint.replace(/\/$/, '')}/v1/traces`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(toOtlpJson(environment['OTEL_SERVICE_NAME'] ?? 'kataproof', spans)),
        signal: AbortSignal.timeout(timeoutMs),
      });
      await answer.body?.cancel();
    } catch (error) {
      if (!warned) warn(`Spans could not be sent: ${(error as Error).message}`);
      warned = true;
    }
  }

  const flush = (): Promise<void> => {
    sending = sending.then(send);
    return sending;
  };
  const timer = setInterval(() => void flush(), everyMs).unref();
  return {
    add(span) {
      if (waiting.length < mostWaiting) waiting.push(span);
    },
    stop() {
      clearInterval(timer);
      return flush();
    },
  };
}
