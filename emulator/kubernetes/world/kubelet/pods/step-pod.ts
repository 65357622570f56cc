import { type ContainerStatus, specOf } from '../../../api/pod-shapes.ts';
import type { KubeObject } from '../../../api/seams.ts';
import { durations } from '../../controller-runtime/timeline.ts';
import { startErrorCode } from '../containers/container-status.ts';
import { type PodFacts, phaseOf } from './pod-status.ts';

/** The state of a pod on its node between two events. */
export interface PodState {
  /** Whether the sandbox and its network exist. */
  sandboxReady: boolean;
  /** Whether every init container has succeeded. */
  initialized: boolean;
  /** Once true, nothing new starts. */
  stopping: boolean;
  /** The grace period of the stop, in seconds; null before. A later request can only shorten it. */
  graceSeconds: number | null;
  /** DELETE was requested. The pod is removed when nothing runs any longer. */
  deleted: boolean;
  /** Set when the pod ended before its containers did. It has a reason unless the pod was deleted. */
  failure: PodFacts['failure'];
  /**
   * For each container by name: the next pause before a restart, in emulated milliseconds, and whether it has ended
   * finally.
   */
  containers: Record<string, { backOffMs: number; over: boolean }>;
}

export type PodEvent =
  | { type: 'sandbox-ready' }
  | { type: 'container-exited'; name: string; exitCode: number }
  | { type: 'back-off-over'; name: string }
  | { type: 'deadline-exceeded' }
  /** DELETE was requested, or its grace period has changed. */
  | { type: 'deletion-requested'; graceSeconds: number };

export type PodAction =
  | { do: 'start-container'; name: string }
  | { do: 'restart-container'; name: string }
  /** CrashLoopBackOff. The event `back-off-over` follows when the pause is over. */
  | { do: 'back-off'; name: string; pauseMs: number }
  /** Sends SIGTERM now, and SIGKILL after the grace period. */
  | { do: 'stop-containers'; graceSeconds: number }
  /** Nothing runs any longer: the pod's end is published, and a deleted pod is removed. */
  | { do: 'settle'; remove: boolean };

/** The state of a pod's containers. */
export interface PodView {
  pod: KubeObject;
  containers: ContainerStatus[];
  initContainers: ContainerStatus[];
  /** Whether a process runs in any container. */
  anyRunning: boolean;
}

export interface PodStep {
  state: PodState;
  actions: PodAction[];
}

export const deadlineMessage = 'Pod was active on the node longer than the specified deadline';

const initNames = (pod: KubeObject) => (specOf(pod).initContainers ?? []).map(({ name }) => name);
const appNames = (pod: KubeObject) => specOf(pod).containers.map(({ name }) => name);

/** The state of a pod that its node has just started. */
export function newPod(pod: KubeObject): PodState {
  const names = [...initNames(pod), ...appNames(pod)];
  return {
    sandboxReady: false,
    initialized: initNames(pod).length === 0,
    stopping: false,
    graceSeconds: null,
    deleted: false,
    failure: null,
    containers: Object.fromEntries(names.map((name) => [name, { backOffMs: durations.backOff, over: false }])),
  };
}

/**
 * Returns the next state of a pod after an event, and what must be done (pkg/kubelet/kuberuntime, computePodActions).
 * Init containers run one after the other, and then all other containers start at once. Containers restart as the
 * policy says. The pod ends when nothing runs any longer.
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
      if (state.stopping) return { state, actions: [] };
      const failure = { reason: 'DeadlineExceeded', message: deadlineMessage };
      return stop({ ...state, failure }, specOf(view.pod).terminationGracePeriodSeconds ?? 30, view);
    }
    case 'deletion-requested':
      if (state.graceSeconds !== null && event.graceSeconds >= state.graceSeconds)
        return state.deleted ? { state, actions: [] } : settle({ ...state, deleted: true }, view);
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
  const settled = settle({ ...state, stopping: true, graceSeconds }, view);
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

/** Whether the policy restarts a container that has ended. An init container that has succeeded is never restarted. */
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
  if (initNames(view.pod).includes(name))
    return exitCode === 0 ? startNext(ended, view) : settle({ ...ended, stopping: true }, view);
  const allOver = appNames(view.pod).every((each) => ended.containers[each]?.over);
  return allOver ? settle({ ...ended, stopping: true }, view) : { state: ended, actions: [] };
}

/** The first restart is immediate; every later one waits for a pause that doubles each time. */
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
