import type { ServerResponse } from 'node:http';
import { apiVersionOf } from '../../api/resource-definitions.ts';
import { type KubeObject, StatusError } from '../../api/seams.ts';
import { statusOf } from '../../api/status-errors.ts';
import { representObject } from '../answers/represent.ts';
import type { Answer, ApiCall, ClusterApi } from '../requests/api-call.ts';
import { notAcceptable } from '../requests/negotiate.ts';
import type { RecordedChange } from '../store/watch-history.ts';
import type { ListOptions } from './list-options.ts';
import { selectionOf } from './read-objects.ts';

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED';

/**
 * Returns the event of a change for a watch with a selector. When an object stops matching the selector, the watch gets
 * DELETED.
 */
export function eventFor(
  change: RecordedChange,
  isWanted: (object: KubeObject) => boolean,
): { type: EventType; object: KubeObject } | null {
  const was = change.previous !== null && isWanted(change.previous);
  const is = change.type !== 'DELETED' && isWanted(change.object);
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object: change.object };
  if (!was || !change.previous) return null;
  if (change.type === 'DELETED') return { type: 'DELETED', object: change.object };
  // The object has its last state that this watch could see, and the resourceVersion of the change.
  const metadata = { ...change.previous.metadata, resourceVersion: String(change.resourceVersion) };
  return { type: 'DELETED', object: { ...change.previous, metadata } };
}

/** Returns the first events of a watch: the changes after a position, or all existing objects. */
function opening(cluster: ClusterApi, call: ApiCall, options: ListOptions, isWanted: (object: KubeObject) => boolean) {
  const { store } = cluster;
  const { resource } = call.path.definition;
  const fromNow = !options.resourceVersion || options.sendInitialEvents;
  if (!fromNow && options.resourceVersion !== null)
    return store.history
      .since(resource, options.resourceVersion)
      .map((change) => eventFor(change, isWanted))
      .filter((event) => event !== null);
  return store
    .list(resource, call.path.namespace)
    .filter(isWanted)
    .map((object) => ({ type: 'ADDED' as const, object }));
}

/**
 * Streams the changes of a resource, one JSON event on each line, until a timeout, the client or the server ends the
 * watch.
 */
export function watchObjects(cluster: ClusterApi, call: ApiCall, options: ListOptions): Answer {
  // YAML has no streaming form.
  if (call.representation.encoding === 'yaml') throw notAcceptable('application/json, application/json;stream=watch');
  const isWanted = selectionOf(call);
  return { kind: 'stream', start: (response) => runWatch(cluster, call, options, isWanted, response) };
}

function runWatch(
  cluster: ClusterApi,
  call: ApiCall,
  options: ListOptions,
  isWanted: (object: KubeObject) => boolean,
  response: ServerResponse,
): void {
  const { store, clock } = cluster;
  const { definition } = call.path;
  const send = (type: string, object: unknown) => {
    if (!response.writableEnded) response.write(`${JSON.stringify({ type, object })}\n`);
  };
  const sendObject = ({ type, object }: { type: EventType; object: KubeObject }) =>
    send(type, representObject(definition, object, call.representation, clock.now()));
  const sendBookmark = (annotations?: Record<string, string>) => {
    const metadata = { resourceVersion: String(store.resourceVersion()), creationTimestamp: null };
    const { kind } = definition;
    send('BOOKMARK', {
      kind,
      apiVersion: apiVersionOf(definition),
      metadata: annotations ? { ...metadata, annotations } : metadata,
    });
  };

  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  response.flushHeaders();
  try {
    for (const event of opening(cluster, call, options, isWanted)) sendObject(event);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    // The answer has already begun, so an error of the position is sent as an event.
    send('ERROR', statusOf(error));
    response.end();
    return;
  }
  if (options.sendInitialEvents && options.allowWatchBookmarks) sendBookmark({ 'k8s.io/initial-events-end': 'true' });

  const unsubscribe = store.subscribe((change) => {
    if (change.resource !== definition.resource) return;
    const event = eventFor(change, isWanted);
    if (event) sendObject(event);
  });
  let cancelBookmark = () => {};
  const armBookmark = () => {
    cancelBookmark = clock.after(cluster.bookmarkPeriodMs, () => {
      sendBookmark();
      armBookmark();
    });
  };
  if (options.allowWatchBookmarks) armBookmark();
  const cancelTimeout = options.timeoutMs === null ? () => {} : clock.after(options.timeoutMs, () => response.end());
  const dropsAfterMs = cluster.watchDropsAfterMs;
  const cancelDrop = dropsAfterMs === null ? () => {} : clock.after(dropsAfterMs, () => response.destroy());
  response.on('close', () => {
    unsubscribe();
    cancelBookmark();
    cancelTimeout();
    cancelDrop();
  });
}
