import type { CoreV1Event, V1Pod } from '@kubernetes/client-node';
import type { ClusterApis } from '../connection/cluster-apis.ts';
import { isAdmissionDenial } from '../connection/refusal-error.ts';

export interface Trouble {
  code: string;
  message: string;
}

/** Sandboxes fail now and then while a young node's network comes up; these failures come back for ever. */
const hopelessSandbox = /no runtime for|unknown runtime|memory limit too low|not supported|no such file/i;
/** The kubelet tries a sandbox again about every 14 seconds: so often, and it is no hiccup. */
const hopelessSandboxCount = 3;

/** Why a pod that has a node does not start, when its Events tell. */
export async function readSandboxTrouble(apis: ClusterApis, pod: V1Pod): Promise<Trouble | null> {
  const events = await listEvents(apis, pod.metadata?.namespace ?? '', pod.metadata?.name ?? '');
  const failures = events.filter(({ reason }) => reason === 'FailedCreatePodSandBox');
  const last = failures.at(-1);
  if (!last?.message) return null;
  const count = failures.reduce((sum, { count, series }) => sum + (series?.count ?? count ?? 1), 0);
  const hopeless = hopelessSandbox.test(last.message) || count >= hopelessSandboxCount;
  return hopeless ? { code: 'FailedCreatePodSandBox', message: last.message } : null;
}

/** Why a Job has no pod, when admission refused it. */
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

/** The fuller words of a failed pull: once it backs off, the container's status says only that it does. */
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
