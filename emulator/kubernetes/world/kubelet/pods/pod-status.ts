import { type Condition, type ContainerStatus, type PodStatus, setCondition, specOf } from '../../../api/pod-shapes.ts';
import type { KubeObject } from '../../../api/seams.ts';

export interface PodFacts {
  containers: ContainerStatus[];
  initContainers: ContainerStatus[];
  initialized: boolean;
  /** Whether the sandbox and its network exist. */
  sandboxReady: boolean;
  hostAddress: string;
  podAddress: string | null;
  startTime: string;
  /** Set when the pod ended before its containers did. It has a reason unless the pod was deleted. */
  failure: { reason?: string; message?: string } | null;
}

const ended = ({ state }: ContainerStatus) => state.terminated !== undefined;
const succeeded = ({ state }: ContainerStatus) => state.terminated?.exitCode === 0;

/** Returns the phase of a pod from the states of its containers (kubelet_pods.go, getPhase). */
export function phaseOf(
  pod: KubeObject,
  facts: Pick<PodFacts, 'failure' | 'initialized' | 'containers' | 'initContainers'>,
): PodStatus['phase'] {
  if (facts.failure) return 'Failed';
  const policy = specOf(pod).restartPolicy;
  const { containers, initContainers } = facts;
  if (!facts.initialized)
    return policy === 'Never' && initContainers.some((status) => ended(status) && !succeeded(status))
      ? 'Failed'
      : 'Pending';
  if (containers.some(({ state }) => state.running)) return 'Running';
  if (containers.every(ended)) {
    if (containers.every(succeeded)) return policy === 'Always' ? 'Running' : 'Succeeded';
    return policy === 'Never' ? 'Failed' : 'Running';
  }
  const started = containers.some((status) => ended(status) || status.lastState.terminated || status.restartCount > 0);
  return started ? 'Running' : 'Pending';
}

/** Writes the kubelet's facts into a pod's status. Changes `pod`. */
export function writePodStatus(pod: KubeObject, facts: PodFacts, timestamp: string): void {
  const status = pod['status'] as PodStatus;
  const phase = phaseOf(pod, facts);
  const { containers, initContainers } = structuredClone({
    containers: facts.containers,
    initContainers: facts.initContainers,
  });
  status.phase = phase;
  status.hostIP = facts.hostAddress;
  status.hostIPs = [{ ip: facts.hostAddress }];
  status.startTime = facts.startTime;
  if (facts.podAddress) {
    status.podIP = facts.podAddress;
    status.podIPs = [{ ip: facts.podAddress }];
  }
  if (facts.failure) Object.assign(status, facts.failure);
  status.containerStatuses = containers;
  if (initContainers.length > 0) status.initContainerStatuses = initContainers;
  status.conditions ??= [];
  for (const condition of conditionsOf(phase, facts)) {
    setCondition(status.conditions, condition, timestamp);
    const written = status.conditions.find(({ type }) => type === condition.type);
    // Without this, the reason of an earlier status would stay.
    if (written && !condition.reason) delete written.reason;
    if (written && !condition.message) delete written.message;
  }
}

function conditionsOf(phase: PodStatus['phase'], facts: PodFacts): Condition[] {
  const over = phase === 'Succeeded' || phase === 'Failed';
  const yes = (type: string): Condition => ({ type, status: 'True' });
  const no = (type: string, reason: string, message = ''): Condition => ({
    type,
    status: 'False',
    reason,
    ...(message ? { message } : {}),
  });
  const names = (statuses: ContainerStatus[]) => `[${statuses.map(({ name }) => name).join(' ')}]`;
  const unready = facts.containers.filter(({ ready }) => !ready);
  const incomplete = facts.initContainers.filter((status) => !succeeded(status));
  const readiness = (type: string) => {
    if (phase === 'Succeeded') return no(type, 'PodCompleted');
    if (phase === 'Failed') return no(type, 'PodFailed');
    if (unready.length > 0) return no(type, 'ContainersNotReady', `containers with unready status: ${names(unready)}`);
    return yes(type);
  };
  const initialized = (): Condition => {
    if (facts.initialized)
      return phase === 'Succeeded'
        ? { type: 'Initialized', status: 'True', reason: 'PodCompleted' }
        : yes('Initialized');
    return no('Initialized', 'ContainersNotInitialized', `containers with incomplete status: ${names(incomplete)}`);
  };
  return [
    { type: 'PodReadyToStartContainers', status: facts.sandboxReady && !over ? 'True' : 'False' },
    initialized(),
    readiness('Ready'),
    readiness('ContainersReady'),
  ];
}
