import type { ResourceDefinition } from '../../api/resource-definitions.ts';
import { type KubeObject, StatusError } from '../../api/seams.ts';
import { badRequest, notFound } from '../../api/status-errors.ts';
import type { Answer, ApiCall, ClusterApi } from '../requests/api-call.ts';
import { byKey, keyOf } from '../store/object-identity.ts';
import type { VersionedObjectStore } from '../store/object-store.ts';
import { parseToken, writeToken } from './continue-token.ts';
import { parseFieldSelector } from './field-selector.ts';
import { parseLabelSelector } from './label-selector.ts';
import { type ListOptions, tooLargeResourceVersion } from './list-options.ts';

/** Returns the object that the path names. Throws StatusError NotFound. */
export function existingObject(cluster: ClusterApi, call: ApiCall): KubeObject {
  const { definition, namespace, name } = call.path;
  const object = cluster.store.read(definition.resource, namespace, name ?? '');
  if (!object) throw notFound(definition, name ?? '');
  return object;
}

export function readObject(cluster: ClusterApi, call: ApiCall): Answer {
  return { kind: 'object', code: 200, object: existingObject(cluster, call) };
}

/**
 * Returns a test for the objects of a list or watch: their namespace and both selectors. Throws StatusError BadRequest
 * for a bad selector.
 */
export function selectionOf(call: ApiCall): (object: KubeObject) => boolean {
  const { definition, namespace } = call.path;
  const labels = parseLabelSelector(call.query.get('labelSelector'));
  const fields = parseFieldSelector(definition, call.query.get('fieldSelector'));
  return (object) =>
    (namespace === null || object.metadata.namespace === namespace) &&
    labels(object.metadata.labels ?? {}) &&
    fields(object);
}

/**
 * Returns the objects as they were at a resourceVersion: the current objects, with the later changes undone. Throws
 * StatusError Expired.
 */
function listAt(store: VersionedObjectStore, definition: ResourceDefinition, resourceVersion: number): KubeObject[] {
  const key = ({ metadata }: KubeObject) => keyOf(metadata.namespace, metadata.name);
  const objects = new Map(store.list(definition.resource).map((object) => [key(object), object]));
  for (const change of store.history.since(definition.resource, resourceVersion).reverse()) {
    if (change.previous) objects.set(key(change.object), change.previous);
    else objects.delete(key(change.object));
  }
  return [...objects.values()].sort(byKey);
}

const tooOldToContinue = () =>
  new StatusError(
    410,
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.',
  );

function snapshotFor(cluster: ClusterApi, call: ApiCall, options: ListOptions) {
  const { store } = cluster;
  const { definition } = call.path;
  if (options.continueToken) {
    const token = parseToken(options.continueToken);
    if (options.resourceVersion) throw badRequest('specifying resource version is not allowed when using continue');
    try {
      return { ...token, objects: listAt(store, definition, token.resourceVersion) };
    } catch {
      throw tooOldToContinue();
    }
  }
  const current = store.resourceVersion();
  const asked = options.resourceVersion ?? 0;
  if (asked > current) throw tooLargeResourceVersion(asked, current);
  if (options.resourceVersionMatch === 'Exact')
    return { resourceVersion: asked, after: '', objects: listAt(store, definition, asked) };
  return { resourceVersion: current, after: '', objects: store.list(definition.resource, call.path.namespace) };
}

/**
 * Lists objects with selectors, in pages (`limit`, `continue`) of one consistent state, with the semantics of
 * resourceVersion.
 */
export function listObjects(cluster: ClusterApi, call: ApiCall, options: ListOptions): Answer {
  const isWanted = selectionOf(call);
  const { resourceVersion, after, objects } = snapshotFor(cluster, call, options);
  const key = ({ metadata }: KubeObject) => keyOf(metadata.namespace, metadata.name);
  const wanted = objects.filter((object) => isWanted(object) && (after === '' || key(object) > after));
  const items = options.limit === null ? wanted : wanted.slice(0, options.limit);
  const last = items.at(-1);
  const remaining = wanted.length - items.length;
  const isSelected = call.query.get('labelSelector') || call.query.get('fieldSelector');
  return {
    kind: 'list',
    items,
    metadata: {
      resourceVersion: String(resourceVersion),
      ...(remaining > 0 && last ? { continue: writeToken({ resourceVersion, after: key(last) }) } : {}),
      ...(remaining > 0 && !isSelected ? { remainingItemCount: remaining } : {}),
    },
  };
}
