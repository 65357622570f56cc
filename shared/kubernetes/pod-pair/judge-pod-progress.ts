import type { V1ContainerState, V1ContainerStatus, V1Pod } from '@kubernetes/client-node';

/** How far a pod is on its way to its report. */
export type PodProgress =
  | { state: 'ended' }
  /** It gives no report any more, whatever happens. */
  | { state: 'failed'; code: string; message: string }
  | { state: 'waiting'; waitingFor: string; troubles: PodTrouble[] };

/** What keeps a pod from its report just now. It may pass. */
export interface PodTrouble {
  /** The same trouble at two moments has the same id: the container (none for the pod itself) and its kind. */
  id: string;
  /** A sentence without subject and full stop, such as `container x cannot start (CrashLoopBackOff: …)`. */
  message: string;
}

/** Reasons of a container that never ran our script: its "termination message" is the runtime's error text. */
const neverStarted = ['StartError', 'ContainerCannotRun', 'ContainerStatusUnknown'];

/**
 * The only reason of the kubelet for a waiting container that no waiting heals: the image's name, which a pod keeps, is
 * none. The kubelet tries again after all others, and registries, networks, Secrets and runtimes come back.
 */
const unhealable = 'InvalidImageName';

/** Reasons of a container that starts as it should. */
const usual = ['ContainerCreating', 'PodInitializing'];

/**
 * Judges from a pod's status alone whether it has ended, may still give its report, or never will. Only what Kubernetes
 * says in fields of its own counts, and no free text.
 */
export function judgePodProgress(pod: V1Pod): PodProgress {
  const { phase } = pod.status ?? {};
  const probe = statusesOf(pod).find(({ role }) => role === 'probe');
  const terminated = probe?.status.state?.terminated;
  if (terminated?.exitCode === 0) return { state: 'ended' };
  const fate = fateOf(pod);
  if (fate) return { state: 'failed', ...fate };
  if (terminated && !neverStarted.includes(terminated.reason ?? '')) return { state: 'ended' };
  if (phase === 'Succeeded') return { state: 'ended' };
  if (phase === 'Failed' || terminated) return { state: 'failed', ...whyFailed(pod) };
  if (pod.metadata?.deletionTimestamp)
    return { state: 'failed', code: 'PodDeleted', message: `It was deleted while it waited for ${waitingFor(pod)}.` };
  const misnamed = statusesOf(pod).find(({ role, status }) => role !== 'sidecar' && isMisnamed(status));
  if (misnamed) return { state: 'failed', code: unhealable, message: `${asSentence(inWords(misnamed))}` };
  return { state: 'waiting', waitingFor: waitingFor(pod), troubles: troublesOf(pod) };
}

/**
 * What happened to the pod as a whole, in Kubernetes' own words: evicted, refused by the kubelet, on a node that shut
 * down, past a deadline (`status.reason`), or preempted, drained or taken off its node (the condition
 * `DisruptionTarget`). Null when nothing of that kind happened.
 */
export function fateOf({ status, metadata }: V1Pod): { code: string; message: string } | null {
  if (status?.phase === 'Failed' && status.reason) return fate(status.reason, status.message);
  const disruption = status?.conditions?.find(
    ({ type, status: state }) => type === 'DisruptionTarget' && state === 'True',
  );
  const isOver = status?.phase === 'Failed' || metadata?.deletionTimestamp;
  return disruption && isOver ? fate(disruption.reason ?? 'DisruptionTarget', disruption.message) : null;
}

function fate(code: string, message: string | undefined): { code: string; message: string } {
  return { code, message: message ? `${code}: ${message}` : `Kubernetes gives no more than the reason ${code}.` };
}

/** What the pod's containers and conditions say, for people who ask why a wait has ended in vain. Empty: nothing. */
export function describePod(pod: V1Pod): string[] {
  const conditions = (pod.status?.conditions ?? [])
    .filter(({ type, status, message }) => toldConditions.includes(type) && status === 'False' && message)
    .map(({ type, reason, message }) => `${type} is False (${reason ? `${reason}: ` : ''}${message})`);
  return [...conditions, ...statusesOf(pod).filter(isRemarkable).map(inWords)];
}

/** The conditions that say more than that the pod isn't ready. */
const toldConditions = ['PodScheduled', 'PodReadyToStartContainers', 'Initialized'];

/** `init`: what must end or start before the probe may. `sidecar`: what runs beside it. */
type ContainerRole = 'probe' | 'init' | 'sidecar';

interface SeenContainer {
  role: ContainerRole;
  status: V1ContainerStatus;
}

function statusesOf({ status }: V1Pod): SeenContainer[] {
  return [
    ...(status?.initContainerStatuses ?? []).map((one): SeenContainer => ({ role: 'init', status: one })),
    ...(status?.containerStatuses ?? []).map((one): SeenContainer => {
      return { role: one.name === 'probe' ? 'probe' : 'sidecar', status: one };
    }),
  ];
}

function isMisnamed({ state }: V1ContainerStatus): boolean {
  return state?.waiting?.reason === unhealable;
}

/** Whether a container is in trouble, or has ended badly. */
function isRemarkable({ status: { state, lastState } }: SeenContainer): boolean {
  const reason = state?.waiting?.reason;
  if (reason && !usual.includes(reason)) return true;
  return endedBadly(state) || (!state?.terminated && endedBadly(lastState));
}

function endedBadly(state: V1ContainerState | undefined): boolean {
  return state?.terminated !== undefined && state.terminated.exitCode !== 0;
}

/** Why a failed pod failed: the first of its containers that ended badly, the first to start first. */
function whyFailed(pod: V1Pod): { code: string; message: string } {
  const seen = statusesOf(pod);
  const culprit = seen.find(({ status }) => endedBadly(status.state)) ?? seen.find(isRemarkable);
  const code = culprit?.status.state?.terminated?.reason ?? 'PodFailed';
  if (!culprit) return { code, message: 'Kubernetes gives no reason for its failure.' };
  return { code, message: asSentence(inWords(culprit)) };
}

function troublesOf(pod: V1Pod): PodTrouble[] {
  const unscheduled = pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  const troubles = statusesOf(pod)
    .filter(isRemarkable)
    .map((seen) => ({ id: `${seen.status.name}/${kindOf(seen.status)}`, message: inWords(seen) }));
  if (!unscheduled?.reason) return troubles;
  const { reason, message } = unscheduled;
  return [{ id: `/${reason}`, message: `it has no place (${reason}${message ? `: ${message}` : ''})` }, ...troubles];
}

/** The kubelet's reasons for a pull that fails alternate with its back-off. */
function kindOf({ state, lastState }: V1ContainerStatus): string {
  const reason = state?.waiting?.reason ?? state?.terminated?.reason ?? lastState?.terminated?.reason ?? '';
  return ['ErrImagePull', 'ImagePullBackOff', 'RegistryUnavailable'].includes(reason) ? 'pull' : reason;
}

function inWords({ role, status: { name, state, lastState, restartCount } }: SeenContainer): string {
  const who = role === 'init' ? `init container ${name}` : `container ${name}`;
  const { waiting, terminated, running } = state ?? {};
  const before = lastState?.terminated ? `, after it ended with ${endInWords(lastState)}` : '';
  if (terminated) return `${who} ended with ${endInWords(state)}`;
  if (waiting) return `${who} waits (${reasonInWords(waiting)})${before}`;
  return `${who} ${running ? 'runs' : 'has no state'}${before}${restartCount ? `, restarted ${restartCount} times` : ''}`;
}

function endInWords(state: V1ContainerState | undefined): string {
  const { exitCode, reason, message } = state?.terminated ?? { exitCode: -1 };
  return `exit code ${exitCode} (${reasonInWords({ reason: reason ?? 'Error', ...(message && { message }) })})`;
}

function reasonInWords({ reason, message }: { reason?: string; message?: string }): string {
  return message ? `${reason}: ${message.trim()}` : (reason ?? 'no reason given');
}

function asSentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function waitingFor(pod: V1Pod): string {
  if (!pod.spec?.nodeName) return 'the scheduler';
  const seen = statusesOf(pod);
  const probe = seen.find(({ role }) => role === 'probe')?.status.state;
  if (probe?.running) return 'its report';
  const init = seen.find(({ role, status }) => role === 'init' && !status.state?.terminated && !status.started);
  const name = init && `its init container ${init.status.name}`;
  const state = init?.status.state ?? probe;
  return `${name ?? 'its container'} (${state?.running ? 'running' : (state?.waiting?.reason ?? 'Pending')})`;
}
