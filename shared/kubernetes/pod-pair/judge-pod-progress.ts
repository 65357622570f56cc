import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';

/** Where a pod stands on its way to its last word. */
export type PodProgress =
  | { state: 'ended' }
  /** Scheduled, and its container has no trouble of its own: only Events can say why it does not start. */
  | { state: 'starting'; waitingFor: string }
  | { state: 'waiting'; waitingFor: string }
  /** `persistent` troubles never heal by waiting; the others get a short grace. */
  | { state: 'trouble'; code: string; message: string; persistent: boolean };

/** Kubelet's reasons that our own manifest, image or node cause: the kubelet tries again with the same result. */
const persistentReasons = [
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'CreateContainerConfigError',
  'RunContainerError',
];

/** The container runtime stumbles over its own timeouts now and then, and then succeeds. */
const passingReasons = ['CreateContainerError', 'RegistryUnavailable'];

/** A container that never ran our script: its "termination message" is the runtime's error text. */
const neverStarted = ['StartError', 'ContainerCannotRun', 'ContainerStatusUnknown'];

export function judgePodProgress(pod: V1Pod): PodProgress {
  const container = pod.status?.containerStatuses?.find(({ name }) => name === 'probe');
  const terminated = container?.state?.terminated;
  if (terminated && neverStarted.includes(terminated.reason ?? ''))
    return trouble(terminated.reason ?? 'StartError', terminated.message, true);
  if (terminated) return { state: 'ended' };
  const phase = pod.status?.phase;
  if (phase === 'Succeeded') return { state: 'ended' };
  // Evicted, refused by the kubelet, past a deadline, on a node that shut down: it will not speak any more.
  if (phase === 'Failed') return trouble(pod.status?.reason ?? 'PodFailed', pod.status?.message, true);
  return judgeStart(pod, container);
}

function judgeStart(pod: V1Pod, container: V1ContainerStatus | undefined): PodProgress {
  const waiting = container?.state?.waiting;
  const reason = waiting?.reason ?? '';
  if (persistentReasons.includes(reason)) return trouble(reason, waiting?.message, true);
  if (passingReasons.includes(reason)) return trouble(reason, waiting?.message, false);
  if (container?.state?.running) return { state: 'waiting', waitingFor: 'its report' };
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  // A pod may be unschedulable for a moment, while the other of its pair, or its predecessor, makes room.
  if (scheduled?.status === 'False' && scheduled.reason === 'Unschedulable')
    return trouble('Unschedulable', scheduled.message, false);
  if (!pod.spec?.nodeName) return { state: 'waiting', waitingFor: 'the scheduler' };
  return { state: 'starting', waitingFor: `its container (${reason || 'Pending'})` };
}

function trouble(code: string, message: string | undefined, persistent: boolean): PodProgress {
  return {
    state: 'trouble',
    code,
    message: message || `Kubernetes gives no more than the reason ${code}.`,
    persistent,
  };
}
