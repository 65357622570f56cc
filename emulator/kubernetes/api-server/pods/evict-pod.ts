import { kubernetesTime } from '../../api/kubernetes-time.ts';
import { type Condition, hasEnded, statusOf } from '../../api/pod-shapes.ts';
import type { KubeObject } from '../../api/seams.ts';
import { badRequest } from '../../api/status-errors.ts';
import { existingObject } from '../reading/read-objects.ts';
import type { Answer, ApiCall, ClusterApi } from '../requests/api-call.ts';
import { objectOfRequest } from '../writing/create-object.ts';
import { deleteOne } from '../writing/delete-objects.ts';
import { deleteRequestOf } from '../writing/delete-options.ts';
import { checkWriteOptions } from '../writing/write-options.ts';

/** The call as one for an object of the kind Eviction. */
const evictionCall = (call: ApiCall): ApiCall => ({
  ...call,
  path: { ...call.path, definition: { ...call.path.definition, group: 'policy', versions: ['v1'], kind: 'Eviction' } },
});

/** Tells in the pod's status why it goes. */
function markDisrupted(cluster: ClusterApi, { metadata }: KubeObject): void {
  const condition: Condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    lastTransitionTime: kubernetesTime(cluster.clock.now()),
  };
  cluster.store.update('pods', metadata.namespace ?? null, metadata.name, (pod) => {
    const { conditions = [] } = statusOf(pod);
    pod['status'] = {
      ...pod['status'],
      conditions: [...conditions.filter(({ type }) => type !== condition.type), condition],
    };
  });
}

/**
 * Answers POST of the subresource `eviction`, which deletes the pod: there are no disruption budgets here that could
 * forbid it (registry/core/pod/storage/eviction.go). Throws StatusError.
 */
export async function evictPod(cluster: ClusterApi, call: ApiCall): Promise<Answer> {
  checkWriteOptions('CreateOptions', call.query);
  const { object, warnings } = await objectOfRequest(evictionCall(call));
  if (object.metadata.name !== call.path.name) throw badRequest('name in URL does not match name in Eviction object');
  const request = deleteRequestOf({ dryRun: call.query.getAll('dryRun'), ...object['deleteOptions'] });
  const pod = existingObject(cluster, call);
  const isLeaving = hasEnded(pod) || pod.metadata.deletionTimestamp !== undefined;
  if (!request.dryRun && !isLeaving) markDisrupted(cluster, pod);
  deleteOne(cluster, call, existingObject(cluster, call), request);
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
  return { kind: 'document', code: 201, body, warnings };
}
