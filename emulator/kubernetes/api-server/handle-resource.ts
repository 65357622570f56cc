import { badRequest, methodNotAllowed } from '../api/status-errors.ts';
import { evictPod } from './pods/evict-pod.ts';
import { readPodLog } from './pods/pod-log.ts';
import { parseListOptions } from './reading/list-options.ts';
import { listObjects, readObject } from './reading/read-objects.ts';
import { watchObjects } from './reading/watch-objects.ts';
import type { Answer, ApiCall, ClusterApi } from './requests/api-call.ts';
import { refuseSubresource } from './requests/unemulated-resources.ts';
import { createObject } from './writing/create-object.ts';
import { deleteCollection, deleteObject } from './writing/delete-objects.ts';
import { patchObject } from './writing/patch-object.ts';
import { patchScale, readScale, replaceScale } from './writing/scale-object.ts';
import { replaceObject } from './writing/update-object.ts';

type Verb = (cluster: ClusterApi, call: ApiCall) => Answer | Promise<Answer>;
type Verbs = Partial<Record<string, Verb>>;

const listOrWatch: Verb = (cluster, call) => {
  const options = parseListOptions(call.query);
  return options.watch ? watchObjects(cluster, call, options) : listObjects(cluster, call, options);
};

const upgradeRequired: Verb = () => {
  throw badRequest('Upgrade request required');
};

const collectionVerbs: Verbs = { GET: listOrWatch, POST: createObject, DELETE: deleteCollection };
const objectVerbs: Verbs = { GET: readObject, PUT: replaceObject, PATCH: patchObject, DELETE: deleteObject };
const subresourceVerbs: Record<string, Verbs> = {
  status: { GET: readObject, PUT: replaceObject, PATCH: patchObject },
  finalize: { PUT: replaceObject },
  scale: { GET: readScale, PUT: replaceScale, PATCH: patchScale },
  eviction: { POST: evictPod },
  log: { GET: readPodLog },
  exec: { GET: upgradeRequired, POST: upgradeRequired },
};

function verbsFor({ path }: ApiCall): Verbs {
  const { definition, name, namespace, subresource } = path;
  if (subresource !== null) {
    const isServed = definition.subresources.some((part) => part.name === subresource);
    if (!isServed) throw refuseSubresource(definition.resource, subresource);
    return subresourceVerbs[subresource] ?? {};
  }
  if (name !== null) return objectVerbs;
  // Without a namespace, clients can only read. Namespaces themselves are deleted one by one.
  if (definition.namespaced && namespace === null) return { GET: listOrWatch };
  return definition.resource === 'namespaces' ? { GET: listOrWatch, POST: createObject } : collectionVerbs;
}

/** Finds the verb of a request and runs it. Throws StatusError when there is none or when it fails. */
export function handleResource(cluster: ClusterApi, call: ApiCall): Answer | Promise<Answer> {
  const verb = verbsFor(call)[call.method];
  if (!verb) throw methodNotAllowed();
  return verb(cluster, call);
}
