import { z } from 'zod';
import { ArmError, renderArmError } from '../azure/resource-manager/protocol/arm-error.ts';
import type { PublishedEvent } from '../event-grid/parse-published-events.ts';
import { type EventRouter, SubscriptionRefused } from '../event-grid/subscriptions/create-event-router.ts';
import { eventSubscription } from '../event-grid/subscriptions/event-subscription.ts';
import { gridEvents } from '../event-grid/subscriptions/grid-event.ts';
import { knownResource } from '../event-grid/subscriptions/known-resources.ts';
import type { WireRequest, WireResponse } from '../http/exchange.ts';
import { type RunningServer, serve } from '../http/serve.ts';
import type { AccessRecord } from '../seams/access-record.ts';
import type { ClusterRecord } from '../seams/cluster-record.ts';
import type { RequestLog } from './request-log.ts';

/**
 * Serves the control endpoint, on its own port. It belongs to the emulator and to no emulated service: it shows what
 * was asked of the services and what was published, adds clusters, and stops API servers.
 *
 * - GET /__emulator/requests?service=&method=&path= (`path` is a regular expression)
 * - GET /__emulator/events
 * - GET /__emulator/access (each right that the app's identity needed and whether it had it, and what it wrote in clusters)
 * - POST /__emulator/clusters (a cluster seed)
 * - POST /__emulator/autoscaler (`cluster`, `pool` and the `count` of nodes that its autoscaler is to bring it to)
 * - POST /__emulator/key-vault (a `state` in which it answers; a key or version to `add`; a key to `disable` or `enable`)
 * - GET /__emulator/api-servers?cluster= (an ARM id: the requests to its API server, and when each of its pods came and ended)
 * - DELETE /__emulator/api-servers?cluster= (an ARM id: its API server stops, its ARM resource stays)
 * - POST /__emulator/known-resources (the storage account or the function app behind an ARM id)
 * - POST /__emulator/event-subscriptions (`source`, `name` and ARM's `properties` of one)
 * - POST /__emulator/system-events (what an Azure service publishes, in either schema, on the topic that it names)
 * - GET /__emulator/deliveries (of events to subscriptions)
 */
export async function serveControl(options: {
  requestLog: RequestLog;
  events: readonly PublishedEvent[];
  accessRecord: AccessRecord;
  router: EventRouter;
  seed(body: unknown): Promise<unknown>;
  autoscale(order: unknown): Promise<unknown>;
  changeVault(order: unknown): Promise<unknown>;
  stopApiServer(clusterId: string): Promise<void>;
  recordOf(clusterId: string): ClusterRecord;
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
          return write(request, options.seed);
        case 'POST /__emulator/autoscaler':
          return write(request, options.autoscale);
        case 'POST /__emulator/key-vault':
          return write(request, options.changeVault);
        case 'GET /__emulator/api-servers':
          return find(() => options.recordOf(request.url.searchParams.get('cluster') ?? ''));
        case 'DELETE /__emulator/api-servers':
          await options.stopApiServer(request.url.searchParams.get('cluster') ?? '');
          return { status: 200, body: {} };
        case 'POST /__emulator/known-resources':
          return take(request, knownResource, (resource) => options.router.known.add(resource));
        case 'POST /__emulator/event-subscriptions':
          return take(request, eventSubscription, (subscription) => options.router.subscribe(subscription));
        case 'POST /__emulator/system-events':
          return take(request, gridEvents, async (events) => ({ deliveries: await options.router.publish(events) }));
        case 'GET /__emulator/deliveries':
          return { status: 200, body: { deliveries: options.router.deliveries } };
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

/** What is looked for, or 404 in the words of whoever has not found it. */
function find(look: () => unknown): WireResponse {
  try {
    return { status: 200, body: look() };
  } catch (error) {
    return { status: 404, body: { error: { code: 'NotFound', message: (error as Error).message } } };
  }
}

/** Parses the body and does something with it. What does not fit is answered with 400 and every mistake. */
async function take<T>(request: WireRequest, schema: z.ZodType<T>, work: (body: T) => unknown): Promise<WireResponse> {
  try {
    const body: unknown = await work(schema.parse(JSON.parse(request.body)));
    return { status: 200, body: body ?? {} };
  } catch (error) {
    if (error instanceof SubscriptionRefused)
      return { status: 400, body: { error: { code: 'InvalidRequest', message: error.message } } };
    const message = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      return { status: 400, body: { error: { code: 'InvalidRequest', message } } };
    throw error;
  }
}

/** What ARM would refuse is answered in its words; anything else that is wrong, with 400 `InvalidSeed`. */
async function write(request: WireRequest, add: (body: unknown) => Promise<unknown>): Promise<WireResponse> {
  try {
    return { status: 201, body: await add(JSON.parse(request.body)) };
  } catch (error) {
    if (error instanceof ArmError) return renderArmError(error);
    const message = error instanceof Error ? error.message : String(error);
    return { status: 400, body: { error: { code: 'InvalidSeed', message } } };
  }
}
