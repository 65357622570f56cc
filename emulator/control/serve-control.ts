import { ArmError, renderArmError } from '../azure/resource-manager/protocol/arm-error.ts';
import type { PublishedEvent } from '../event-grid/parse-published-events.ts';
import type { WireRequest, WireResponse } from '../http/exchange.ts';
import { type RunningServer, serve } from '../http/serve.ts';
import type { AccessRecord } from '../seams/access-record.ts';
import type { RequestLog } from './request-log.ts';

/**
 * Serves the control endpoint, on its own port. It belongs to the emulator and to no emulated service: it shows what
 * was asked of the services and what was published, adds clusters, and stops API servers.
 *
 * - GET /__emulator/requests?service=&method=&path= (`path` is a regular expression)
 * - GET /__emulator/events
 * - GET /__emulator/access (each right that the app's identity needed and whether it had it, and what it wrote in clusters)
 * - POST /__emulator/clusters (a cluster seed)
 * - DELETE /__emulator/api-servers?cluster= (an ARM id: its API server stops, its ARM resource stays)
 */
export async function serveControl(options: {
  requestLog: RequestLog;
  events: readonly PublishedEvent[];
  accessRecord: AccessRecord;
  seed(body: unknown): Promise<unknown>;
  stopApiServer(clusterId: string): Promise<void>;
  port?: number | undefined;
}): Promise<RunningServer> {
  return serve({
    port: options.port,
    async handle(request) {
      switch (`${request.method} ${request.url.pathname}`) {
        case 'GET /__emulator/requests':
          return { status: 200, body: { requests: selectRequests(options.requestLog, request.url.searchParams) } };
        case 'GET /__emulator/events':
          return { status: 200, body: { events: options.events } };
        case 'GET /__emulator/access':
          return {
            status: 200,
            body: { checks: options.accessRecord.checks(), writes: options.accessRecord.writes() },
          };
        case 'POST /__emulator/clusters':
          return seed(request, options.seed);
        case 'DELETE /__emulator/api-servers':
          await options.stopApiServer(request.url.searchParams.get('cluster') ?? '');
          return { status: 200, body: {} };
        default:
          return {
            status: 404,
            body: { error: { code: 'NotFound', message: 'The control endpoint has no such path.' } },
          };
      }
    },
  });
}

function selectRequests(log: RequestLog, query: URLSearchParams) {
  const path = new RegExp(query.get('path') ?? '', 'i');
  const matches = (name: 'service' | 'method', value: string) => (query.get(name) ?? value) === value;
  return log.requests.filter(
    (request) => matches('service', request.service) && matches('method', request.method) && path.test(request.path),
  );
}

async function seed(request: WireRequest, add: (body: unknown) => Promise<unknown>): Promise<WireResponse> {
  try {
    return { status: 201, body: await add(JSON.parse(request.body)) };
  } catch (error) {
    if (error instanceof ArmError) return renderArmError(error);
    const message = error instanceof Error ? error.message : String(error);
    return { status: 400, body: { error: { code: 'InvalidSeed', message } } };
  }
}
