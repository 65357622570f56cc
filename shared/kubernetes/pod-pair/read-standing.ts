import type { CoreV1Event, V1Job, V1Pod } from '@kubernetes/client-node';
import type { ClusterApis } from '../connection/cluster-apis.ts';
import { orNull } from '../connection/list-all.ts';
import { readRuntimeClass } from '../connection/list-runtime-classes.ts';
import type { PodProgress, PodTrouble } from './judge-pod-progress.ts';
import { hasSandboxFailed, readEvents, standingWarning } from './read-events.ts';

/** Why a pod will never give its report. */
export interface Failure {
  code: string;
  message: string;
}

/** What the pod's own status does not show: why it never will report, or what is in its way. */
export interface Standing {
  failure: Failure | null;
  troubles: PodTrouble[];
}

/**
 * Reads what the status of a waiting pod does not show: the newest Event about it, whether its node is there, and
 * whether that node knows its handler. Throws coded errors.
 */
export async function readPodStanding(
  apis: ClusterApis,
  pod: V1Pod,
  progress: Extract<PodProgress, { state: 'waiting' }>,
): Promise<Standing> {
  const { name = '', namespace = '' } = pod.metadata ?? {};
  if (progress.troubles.some(({ id }) => id === '/Unschedulable'))
    return { failure: await findMissingNode(apis, pod), troubles: [] };
  if (pod.status?.containerStatuses?.some(({ state }) => state?.running)) return { failure: null, troubles: [] };
  const events = await readEvents(apis, namespace, name);
  const warning = standingWarning(events);
  if (!warning) return { failure: null, troubles: [] };
  const failure = hasSandboxFailed(events) ? await findUnknownHandler(apis, pod, warning.words) : null;
  return { failure, troubles: [{ id: `/${warning.reason}`, message: `it does not start (${warning.words})` }] };
}

/** A pod is pinned to one node. Without that node it never finds a place. */
async function findMissingNode(apis: ClusterApis, pod: V1Pod): Promise<Failure | null> {
  const pinned = nodeOf(pod);
  if (!pinned || (await orNull(apis.core.readNode({ name: pinned })))) return null;
  return { code: 'NodeGone', message: `It has no place: node ${pinned} no longer exists.` };
}

function nodeOf({ spec }: V1Pod): string | undefined {
  const terms = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return spec?.nodeName ?? terms?.[0]?.matchFields?.find(({ key }) => key === 'metadata.name')?.values?.[0];
}

/**
 * Whether the sandbox fails because the node does not know the handler of the pod's class: the node lists its handlers
 * in `status.runtimeHandlers` (Kubernetes 1.30 or later, with a runtime that tells them), and this is none of them. A
 * sandbox that fails for anything else may succeed later: a young node has no network yet, and the kubelet tries again.
 */
async function findUnknownHandler(apis: ClusterApis, pod: V1Pod, words: string): Promise<Failure | null> {
  const { runtimeClassName, nodeName } = pod.spec ?? {};
  if (!runtimeClassName || !nodeName) return null;
  const node = await orNull(apis.core.readNode({ name: nodeName }));
  const known = (node?.status?.runtimeHandlers ?? []).map(({ name }) => name ?? '');
  const handler = (await readRuntimeClass(apis, runtimeClassName))?.handler;
  if (!handler || known.length === 0 || known.includes(handler)) return null;
  const named = known.filter(Boolean).join(', ') || 'none but its default';
  const message = `Node ${nodeName} does not know the handler ${handler} of RuntimeClass ${runtimeClassName} (it lists ${named}). ${words}`;
  return { code: 'FailedCreatePodSandBox', message };
}

/**
 * Reads why a Job has no pod. Refused pods (`FailedCreate`: a webhook that is down, a quota, Pod Security) are a
 * trouble: the Job controller tries again. A Job that has failed, has ended or is gone makes no pod any more.
 */
export async function readJobStanding(apis: ClusterApis, namespace: string, name: string): Promise<Standing> {
  const job = await orNull(apis.batch.readNamespacedJob({ namespace, name }));
  const failure = job ? findJobFailure(job) : { code: 'JobGone', message: `Job ${name} is gone: somebody removed it.` };
  const warning = standingWarning(await readEvents(apis, namespace, name));
  const troubles = warning
    ? [{ id: `/${warning.reason}`, message: `its Job cannot create it (${warning.words})` }]
    : [];
  return { failure, troubles };
}

/** What a Job that will make no pod any more says; null while it may. */
export function findJobFailure({ status }: V1Job): Failure | null {
  const said = (wanted: string) => status?.conditions?.find(({ type, status: is }) => type === wanted && is === 'True');
  const failed = said('Failed') ?? said('FailureTarget');
  if (failed) {
    const { reason = 'JobFailed', message } = failed;
    return { code: reason, message: `Its Job has failed (${[reason, message].filter(Boolean).join(': ')}).` };
  }
  return said('Complete') ? { code: 'PodGone', message: 'It has ended and is gone.' } : null;
}

/** The Events about a pod; about its Job where it has none. Empty where they cannot be read. */
export async function readWords(apis: ClusterApis, namespace: string, name: string): Promise<CoreV1Event[]> {
  return readEvents(apis, namespace, name).catch(() => []);
}
