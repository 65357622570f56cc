import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Attributes = Record<string, string | number | boolean>;

export interface ReceivedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  /** The service that sent it. */
  scope: string;
  failed: boolean;
  attributes: Attributes;
}

export interface ReceivedPoint {
  metric: string;
  unit: string;
  value: number;
  attributes: Attributes;
}

export interface ReceivedLog {
  body: string;
  severity: string;
  traceId: string;
  attributes: Attributes;
}

/** A collector of OpenTelemetry on loopback that keeps what it is sent (OTLP over HTTP, JSON). */
export interface Collector {
  endpoint: string;
  spans(): ReceivedSpan[];
  /** The last value of each series. */
  points(): ReceivedPoint[];
  logs(): ReceivedLog[];
  /** Bodies and headers of all requests, as they came. */
  raw(): string[];
  stop(): Promise<void>;
}

interface KeyValue {
  key: string;
  value: { stringValue?: string; intValue?: string | number; doubleValue?: number; boolValue?: boolean };
}

const read = (pairs: KeyValue[] = []): Attributes =>
  Object.fromEntries(
    pairs.map(({ key, value }) => [
      key,
      value.stringValue ?? value.doubleValue ?? value.boolValue ?? Number(value.intValue ?? Number.NaN),
    ]),
  );

// biome-ignore lint/suspicious/noExplicitAny: the tests read what they expect, and fail where it is not
type Any = any;

export async function startCollector(): Promise<Collector> {
  const bodies: { path: string; json: Any }[] = [];
  const raw: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    raw.push(`${JSON.stringify(request.headers)}\n${request.url}\n${body.toString('utf8')}`);
    if (request.headers['content-type'] === 'application/json')
      bodies.push({ path: request.url ?? '', json: JSON.parse(body.toString('utf8')) });
    response.writeHead(200, { 'content-type': request.headers['content-type'] ?? 'application/json' });
    response.end(request.headers['content-type'] === 'application/json' ? '{}' : '');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const of = (path: string, resource: string, scope: string): Any[] =>
    bodies
      .filter((body) => body.path === path)
      .flatMap(({ json }) => json[resource] ?? [])
      .flatMap((each: Any) => each[scope] ?? []);
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    raw: () => raw,
    spans: () =>
      of('/v1/traces', 'resourceSpans', 'scopeSpans').flatMap(({ scope, spans }) =>
        spans.map((span: Any) => ({
          name: span.name,
          traceId: span.traceId,
          spanId: span.spanId,
          parentSpanId: span.parentSpanId || null,
          scope: scope.name,
          failed: span.status?.code === 2,
          attributes: read(span.attributes),
        })),
      ),
    points() {
      const last = new Map<string, ReceivedPoint>();
      for (const { metrics } of of('/v1/metrics', 'resourceMetrics', 'scopeMetrics'))
        for (const { name, unit, sum, gauge, histogram } of metrics)
          for (const point of (sum ?? gauge ?? histogram).dataPoints) {
            const attributes = read(point.attributes);
            const value = Number(point.sum ?? point.asDouble ?? point.asInt);
            last.set(JSON.stringify([name, attributes]), { metric: name, unit, value, attributes });
          }
      return [...last.values()];
    },
    logs: () =>
      of('/v1/logs', 'resourceLogs', 'scopeLogs').flatMap(({ logRecords }) =>
        logRecords.map((log: Any) => ({
          body: log.body?.stringValue ?? '',
          severity: log.severityText,
          traceId: log.traceId ?? '',
          attributes: read(log.attributes),
        })),
      ),
    stop: () =>
      new Promise((ended) => {
        server.closeAllConnections();
        server.close(() => ended());
      }),
  };
}
