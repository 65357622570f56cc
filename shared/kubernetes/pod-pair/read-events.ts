import type { CoreV1Event, V1Pod } from '@kubernetes/client-node';
import type { ClusterApis } from '../connection/cluster-apis.ts';
import { isAdmissionDenial } from '../connection/refusal-error.ts';

/** Why a pod of the pair will not give its report. */
export interface Trouble {
  code: string;
  message: string;
}

/**
 * The end of containerd's message about a handler that it does not know (containerd
 * `internal/cri/server/sandbox_run.go`). Only a change of the node's configuration can heal this. Any other failure of
 * a sandbox may pass: a young node has no network yet, and the kubelet tries again.
 */
const unknownHandler = /: no runtime for "[^"]*" is configured$/;

/**
 * Reads from Events why a scheduled pod will never start; null when its last Event does not say so. An older failure
 * does not count, because the pod has made progress since. Throws coded errors.
 */
export async function readSandboxTrouble(apis: ClusterApis, pod: V1Pod): Promise<Trouble | null> {
  const last = (await listEvents(apis, pod.metadata?.namespace ?? '', pod.metadata?.name ?? '')).at(-1);
  if (last?.reason !== 'FailedCreatePodSandBox' || !unknownHandler.test(last.message ?? '')) return null;
  return { code: last.reason, message: last.message ?? '' };
}

/**
 * Reads the last warning among an object's Events, for the message to people when a wait has ended in vain; null when
 * there is none.
 */
export async function readLastWords(apis: ClusterApis, namespace: string, name: string): Promise<string | null> {
  const last = (await listEvents(apis, namespace, name)).findLast(({ type }) => type !== 'Normal');
  return last?.reason ? `${last.reason}: ${last.message ?? ''}` : null;
}

/** Reads from Events whether admission refused the pod of a Job; null when they do not say so. */
export async function readCreationTrouble(
  apis: ClusterApis,
  namespace: string,
  jobName: string,
): Promise<Trouble | null> {
  const events = await listEvents(apis, namespace, jobName);
  const refusal = events.findLast(
    ({ reason, message }) => reason === 'FailedCreate' && isAdmissionDenial(message ?? ''),
  );
  return refusal?.message ? { code: 'AdmissionDenied', message: refusal.message } : null;
}

/**
 * Reads from Events why an image could not be pulled. During the back-off, the container's status no longer gives the
 * reason.
 */
export async function readPullTrouble(apis: ClusterApis, pod: V1Pod): Promise<string | null> {
  const events = await listEvents(apis, pod.metadata?.namespace ?? '', pod.metadata?.name ?? '');
  const pulls = events.filter(({ reason, message }) => reason === 'Failed' && /failed to pull/i.test(message ?? ''));
  return pulls.at(-1)?.message ?? null;
}

async function listEvents(apis: ClusterApis, namespace: string, name: string): Promise<CoreV1Event[]> {
  const { items } = await apis.core.listNamespacedEvent({
    namespace,
    fieldSelector: `involvedObject.name=${name}`,
    limit: 100,
  });
  return items.sort((one, other) => lastMs(one) - lastMs(other));
}

function lastMs({ lastTimestamp, eventTime, firstTimestamp }: CoreV1Event): number {
  return new Date(lastTimestamp ?? eventTime ?? firstTimestamp ?? 0).getTime();
}
