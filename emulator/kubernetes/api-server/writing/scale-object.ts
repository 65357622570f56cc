import type { KubeObject } from '../../api/seams.ts';
import { invalid, notEmulated } from '../../api/status-errors.ts';
import { nonNegative } from '../../validation/rules/field-errors.ts';
import { loadObjectDecoder } from '../decoding/decode-object.ts';
import { existingObject } from '../reading/read-objects.ts';
import type { Answer, ApiCall, ClusterApi } from '../requests/api-call.ts';
import { patchTypeOf } from '../requests/request-body.ts';
import { objectOfRequest } from './create-object.ts';
import { patchedObject } from './patch-object.ts';
import { checkName, storeChanged } from './update-object.ts';
import { checkWriteOptions } from './write-options.ts';

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

/** The call as one for an object of the kind Scale. */
const scaleCall = (call: ApiCall): ApiCall => ({
  ...call,
  path: {
    ...call.path,
    definition: { ...call.path.definition, group: 'autoscaling', versions: ['v1'], kind: 'Scale' },
  },
});

function storeScale(cluster: ClusterApi, call: ApiCall, current: KubeObject, scale: KubeObject, warnings: string[]) {
  checkName(call, scale);
  const replicas: number = scale['spec']?.replicas ?? 0;
  const errors = nonNegative('spec.replicas', replicas);
  if (errors.length > 0) throw invalid('Scale', 'autoscaling', scale.metadata.name, errors);
  const wanted = { ...current, spec: { ...current['spec'], replicas } };
  const { resourceVersion } = scale.metadata;
  if (resourceVersion) wanted.metadata = { ...current.metadata, resourceVersion };
  const whole = { ...call, path: { ...call.path, subresource: null } };
  return { ...answer(storeChanged(cluster, whole, current, wanted, warnings)), warnings };
}

/** Answers PUT of the subresource `scale`. Throws StatusError. */
export async function replaceScale(cluster: ClusterApi, call: ApiCall): Promise<Answer> {
  checkWriteOptions('UpdateOptions', call.query);
  const { object, warnings } = await objectOfRequest(scaleCall(call));
  return storeScale(cluster, call, existingObject(cluster, call), object, warnings);
}

/** Answers PATCH of the subresource `scale`, but for server-side apply. Throws StatusError. */
export async function patchScale(cluster: ClusterApi, call: ApiCall): Promise<Answer> {
  const type = patchTypeOf(call.contentType);
  if (type === 'apply') throw notEmulated('server-side apply of scale');
  checkWriteOptions('PatchOptions', call.query);
  const decoder = await loadObjectDecoder();
  const current = existingObject(cluster, call);
  const scale = scaleOf(current) as unknown as KubeObject;
  const { object, warnings } = patchedObject(decoder, scaleCall(call), scale, type);
  return storeScale(cluster, call, current, object, warnings);
}
