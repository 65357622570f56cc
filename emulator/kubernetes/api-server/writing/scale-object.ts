import { isRecord } from '../../api/json.ts';
import type { KubeObject } from '../../api/seams.ts';
import { badRequest } from '../../api/status-errors.ts';
import { applyJsonPatch } from '../patch/json-patch.ts';
import { applyMergePatch } from '../patch/merge-patch.ts';
import { existingObject } from '../reading/read-objects.ts';
import type { Answer, ApiCall, ClusterApi } from '../requests/api-call.ts';
import { decodeObject, decodePatch } from '../requests/request-body.ts';
import { storeChanged } from './update-object.ts';

/** Builds the Scale of a Deployment or ReplicaSet. */
function scaleOf({ metadata, ...object }: KubeObject): Record<string, unknown> {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  const labels: Record<string, string> = object['spec']?.selector?.matchLabels ?? {};
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: object['spec']?.replicas ?? 0 },
    status: { replicas: object['status']?.replicas ?? 0, selector: selector.sort().join(',') },
  };
}

const answer = (object: KubeObject): Answer => ({ kind: 'document', code: 200, body: scaleOf(object) });

/** Answers GET of the subresource `scale`. */
export const readScale = (cluster: ClusterApi, call: ApiCall): Answer => answer(existingObject(cluster, call));

function storeScale(cluster: ClusterApi, call: ApiCall, current: KubeObject, scale: unknown): Answer {
  const spec = isRecord(scale) && isRecord(scale['spec']) ? scale['spec'] : {};
  const replicas = spec['replicas'] ?? 0;
  if (typeof replicas !== 'number')
    throw badRequest('json: cannot unmarshal Scale.spec.replicas into Go value of type int32');
  const wanted = { ...current, spec: { ...current['spec'], replicas } };
  const asked = isRecord(scale) && isRecord(scale['metadata']) ? scale['metadata']['resourceVersion'] : undefined;
  if (typeof asked === 'string' && asked !== '') wanted.metadata = { ...current.metadata, resourceVersion: asked };
  const whole = { ...call, path: { ...call.path, subresource: null } };
  return answer(storeChanged(cluster, whole, current, wanted, []));
}

/** Answers PUT of the subresource `scale`. Throws StatusError. */
export function replaceScale(cluster: ClusterApi, call: ApiCall): Answer {
  return storeScale(cluster, call, existingObject(cluster, call), decodeObject(call.body, call.contentType));
}

/** Answers PATCH of the subresource `scale`. Throws StatusError. */
export function patchScale(cluster: ClusterApi, call: ApiCall): Answer {
  const { type, patch } = decodePatch(call.body, call.contentType);
  const current = existingObject(cluster, call);
  const scale = scaleOf(current) as unknown as KubeObject;
  return storeScale(
    cluster,
    call,
    current,
    type === 'json' ? applyJsonPatch(scale, patch) : applyMergePatch(scale, patch),
  );
}
