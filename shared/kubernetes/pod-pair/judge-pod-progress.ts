import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';

/** How far a pod is on its way to its report. */
export type PodProgress =
  | { state: 'ended' }
  /** The pod is scheduled and its container shows no trouble: only Events can say why it does not start. */
  | { state: 'starting'; waitingFor: string }
  | { state: 'waiting'; waitingFor: string }
  /** A `persistent` trouble never passes; any other gets a short time to pass. */
  | { state: 'trouble'; code: string; message: string; persistent: boolean };

/** Reasons of the kubelet that our manifest, image or node causes: the kubelet tries again with the same result. */
const persistentReasons = [
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'CreateContainerConfigError',
  'RunContainerError',
];

/** Reasons that may pass: the container runtime sometimes runs into its own timeouts and then succeeds. */
const passingReasons = ['CreateContainerError', 'RegistryUnavailable'];

/** Reasons of a container that never ran our script: its "termination message" is the runtime's error text. */
const neverStarted = ['StartError', 'ContainerCannotRun', 'ContainerStatusUnknown'];

/** Judges from a pod's status whether it has ended, may still give its report, or has trouble. */
export function judgePodProgress(pod: V1Pod): PodProgress {
  const container = pod.status?.containerStatuses?.find(({ name }) => name === 'probe');
  const terminated = container?.state?.terminated;
  if (terminated && neverStarted.includes(terminated.reason ?? ''))
    return trouble(terminated.reason ?? 'StartError', terminated.message, true);
  if (terminated) return { state: 'ended' };
  const phase = pod.status?.phase;
  if (phase === 'Succeeded') return { state: 'ended' };
  // Evicted, refused by the kubelet, past a deadline, or on a node that shut down: it will give no report any more.
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
  // A pod may be unschedulable for a moment, until the other pod of its pair or an earlier pod frees resources.
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
