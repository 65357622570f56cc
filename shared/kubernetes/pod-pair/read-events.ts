import type { CoreV1Event, V1Pod } from '@kubernetes/client-node';
import type { ClusterApis } from '../connection/cluster-apis.ts';
import { isAdmissionDenial } from '../connection/refusal-error.ts';

/** Why a pod of the pair will not give its report. */
export interface Trouble {
  code: string;
  message: string;
}

/**
 * Messages of sandbox failures that never pass. Other failures may: a young node's network needs some time to come up.
 */
const hopelessSandbox = /no runtime for|unknown runtime|memory limit too low|not supported|no such file/i;
/** After this many failures of any kind we give up: the kubelet tries a sandbox again only about every 14 seconds. */
const hopelessSandboxCount = 3;

/** Reads from Events why a scheduled pod does not start; null when they show no failure that will stay. */
export async function readSandboxTrouble(apis: ClusterApis, pod: V1Pod): Promise<Trouble | null> {
  const events = await listEvents(apis, pod.metadata?.namespace ?? '', pod.metadata?.name ?? '');
  const failures = events.filter(({ reason }) => reason === 'FailedCreatePodSandBox');
  const last = failures.at(-1);
  if (!last?.message) return null;
  const count = failures.reduce((sum, { count, series }) => sum + (series?.count ?? count ?? 1), 0);
  const hopeless = hopelessSandbox.test(last.message) || count >= hopelessSandboxCount;
  return hopeless ? { code: 'FailedCreatePodSandBox', message: last.message } : null;
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
