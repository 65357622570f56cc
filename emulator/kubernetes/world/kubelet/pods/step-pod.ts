import { type ContainerStatus, specOf } from '../../../api/pod-shapes.ts';
import type { KubeObject } from '../../../api/seams.ts';
import { durations } from '../../controller-runtime/timeline.ts';
import { startErrorCode } from '../containers/container-status.ts';
import { type PodFacts, phaseOf } from './pod-status.ts';

/** How far a pod has come on its node, between two events. */
export interface PodState {
  /** The sandbox and its network are there. */
  sandboxReady: boolean;
  /** Every init container has succeeded. */
  initialized: boolean;
  /** Nothing new is started any more. */
  stopping: boolean;
  /** Asked to go by DELETE: it goes when nothing runs any more. */
  deleted: boolean;
  /** The pod has ended before its containers did; with a reason unless it was deleted. */
  failure: PodFacts['failure'];
  /** By name: the next pause before a restart, in emulated milliseconds, and whether it has ended for good. */
  containers: Record<string, { backOffMs: number; over: boolean }>;
}

export type PodEvent =
  | { type: 'sandbox-ready' }
  | { type: 'container-exited'; name: string; exitCode: number }
  | { type: 'back-off-over'; name: string }
  | { type: 'deadline-exceeded' }
  /** Asked for by DELETE; again whenever its grace period changes. */
  | { type: 'deletion-requested'; graceSeconds: number };

export type PodAction =
  | { do: 'start-container'; name: string }
  | { do: 'restart-container'; name: string }
  /** CrashLoopBackOff; when the pause is over comes `back-off-over`. */
  | { do: 'back-off'; name: string; pauseMs: number }
  /** SIGTERM now, SIGKILL after the grace period. */
  | { do: 'stop-containers'; graceSeconds: number }
  /** Nothing runs any more: the pod's end is told, and a deleted pod is removed. */
  | { do: 'settle'; remove: boolean };

/** What of a pod only its containers know. */
export interface PodView {
  pod: KubeObject;
  containers: ContainerStatus[];
  initContainers: ContainerStatus[];
  /** Whether a process of any container runs. */
  anyRunning: boolean;
}

export interface PodStep {
  state: PodState;
  actions: PodAction[];
}

export const deadlineMessage = 'Pod was active on the node longer than the specified deadline';

const initNames = (pod: KubeObject) => (specOf(pod).initContainers ?? []).map(({ name }) => name);
const appNames = (pod: KubeObject) => specOf(pod).containers.map(({ name }) => name);

/** A pod that its node has just taken up. */
export function newPod(pod: KubeObject): PodState {
  const names = [...initNames(pod), ...appNames(pod)];
  return {
    sandboxReady: false,
    initialized: initNames(pod).length === 0,
    stopping: false,
    deleted: false,
    failure: null,
    containers: Object.fromEntries(names.map((name) => [name, { backOffMs: durations.backOff, over: false }])),
  };
}

/**
 * What an event makes of a pod, and what is to be done (pkg/kubelet/kuberuntime, computePodActions): init containers
 * one after the other, then the others at once; restarts as the policy says; an end when nothing runs any more.
 */
export function stepPod(state: PodState, event: PodEvent, view: PodView): PodStep {
  switch (event.type) {
    case 'sandbox-ready':
      return startNext({ ...state, sandboxReady: true }, view);
    case 'container-exited':
      return afterExit(state, event, view);
    case 'back-off-over':
      return { state, actions: state.stopping ? [] : [{ do: 'restart-container', name: event.name }] };
    case 'deadline-exceeded': {
      const failure = { reason: 'DeadlineExceeded', message: deadlineMessage };
      return stop({ ...state, failure }, specOf(view.pod).terminationGracePeriodSeconds ?? 30, view);
    }
    case 'deletion-requested':
      return stop({ ...state, deleted: true }, event.graceSeconds, view);
  }
}

function startNext(state: PodState, { pod }: PodView): PodStep {
  const next = initNames(pod).find((name) => !state.containers[name]?.over);
  if (next !== undefined) return { state, actions: [{ do: 'start-container', name: next }] };
  return {
    state: { ...state, initialized: true },
    actions: appNames(pod).map((name) => ({ do: 'start-container', name })),
  };
}

function stop(state: PodState, graceSeconds: number, view: PodView): PodStep {
  const settled = settle({ ...state, stopping: true }, view);
  return { ...settled, actions: [{ do: 'stop-containers', graceSeconds }, ...settled.actions] };
}

function settle(state: PodState, view: PodView): PodStep {
  if (view.anyRunning) return { state, actions: [] };
  const killed = state.deleted && state.failure === null && phaseOf(view.pod, { ...state, ...view }) !== 'Succeeded';
  return {
    state: killed ? { ...state, failure: {} } : state,
    actions: [{ do: 'settle', remove: state.deleted }],
  };
}

/** Whether the policy starts a container again that has ended; init containers know no `Always`. */
function isRestarted(pod: KubeObject, name: string, exitCode: number): boolean {
  const { restartPolicy = 'Always' } = specOf(pod);
  if (restartPolicy === 'Never') return false;
  return exitCode !== 0 || (restartPolicy === 'Always' && !initNames(pod).includes(name));
}

function afterExit(state: PodState, { name, exitCode }: { name: string; exitCode: number }, view: PodView): PodStep {
  if (!state.stopping && isRestarted(view.pod, name, exitCode)) return restart(state, name, exitCode, view);
  const before = state.containers[name] ?? { backOffMs: durations.backOff, over: false };
  const ended = { ...state, containers: { ...state.containers, [name]: { ...before, over: true } } };
  if (state.stopping) return settle(ended, view);
  if (initNames(view.pod).includes(name)) return exitCode === 0 ? startNext(ended, view) : settle(ended, view);
  const allOver = appNames(view.pod).every((each) => ended.containers[each]?.over);
  return allOver ? settle({ ...ended, stopping: true }, view) : { state: ended, actions: [] };
}

/** The first restart comes at once, every later one after a pause that doubles. */
function restart(state: PodState, name: string, exitCode: number, view: PodView): PodStep {
  const status = [...view.initContainers, ...view.containers].find((each) => each.name === name);
  if (status?.restartCount === 0 && exitCode !== startErrorCode)
    return { state, actions: [{ do: 'restart-container', name }] };
  const pauseMs = state.containers[name]?.backOffMs ?? durations.backOff;
  const backOffMs = Math.min(pauseMs * 2, durations.backOffCap);
  return {
    state: { ...state, containers: { ...state.containers, [name]: { backOffMs, over: false } } },
    actions: [{ do: 'back-off', name, pauseMs }],
  };
}
