import type { KubeObject } from '../../api/seams.ts';

interface ContainerStatus {
  ready?: boolean;
  started?: boolean;
  restartCount?: number;
  state?: {
    waiting?: { reason?: string };
    running?: Record<string, unknown>;
    terminated?: { exitCode: number; reason?: string; signal?: number };
  };
  lastState?: { terminated?: { finishedAt?: string } };
}

function terminatedReason(terminated: { exitCode: number; reason?: string; signal?: number }): string {
  if (terminated.reason) return terminated.reason;
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`;
}

function initReason(pod: KubeObject): string | null {
  const statuses: ContainerStatus[] = pod['status']?.initContainerStatuses ?? [];
  for (const [index, { state, started }] of statuses.entries()) {
    if (state?.terminated?.exitCode === 0 || started) continue;
    if (state?.terminated) return `Init:${terminatedReason(state.terminated)}`;
    const waiting = state?.waiting?.reason;
    if (waiting && waiting !== 'PodInitializing') return `Init:${waiting}`;
    return `Init:${index}/${pod['spec']?.initContainers?.length ?? statuses.length}`;
  }
  return null;
}

function containersReason(pod: KubeObject, otherwise: string): string {
  const statuses: ContainerStatus[] = pod['status']?.containerStatuses ?? [];
  let reason = otherwise;
  for (const { state } of [...statuses].reverse()) {
    if (state?.waiting?.reason) reason = state.waiting.reason;
    else if (state?.terminated) reason = terminatedReason(state.terminated);
  }
  const runs = statuses.some(({ ready, state }) => ready && state?.running);
  if (reason !== 'Completed' || !runs) return reason;
  const ready = pod['status']?.conditions?.some(
    (c: { type: string; status: string }) => c.type === 'Ready' && c.status === 'True',
  );
  return ready ? 'Running' : 'NotReady';
}

/** Returns the STATUS column of `kubectl get pods` (kubernetes/pkg/printers/internalversion: printPod). */
export function podStatus(pod: KubeObject): string {
  const status = pod['status'] ?? {};
  if (pod.metadata.deletionTimestamp) return status.reason === 'NodeLost' ? 'Unknown' : 'Terminating';
  const gated = status.conditions?.find(
    (condition: { type: string; reason?: string }) =>
      condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated',
  );
  const base = gated ? 'SchedulingGated' : (status.reason ?? status.phase ?? '');
  return initReason(pod) ?? containersReason(pod, base);
}

const statuses = (pod: KubeObject): ContainerStatus[] => pod['status']?.containerStatuses ?? [];

export function podReady(pod: KubeObject): string {
  const ready = statuses(pod).filter((status) => status.ready && status.state?.running).length;
  return `${ready}/${pod['spec']?.containers?.length ?? 0}`;
}

/**
 * Returns how often the containers restarted, and the time of the latest restart in milliseconds since the epoch, or
 * null.
 */
export function podRestarts(pod: KubeObject): { count: number; lastMs: number | null } {
  const count = statuses(pod).reduce((sum, status) => sum + (status.restartCount ?? 0), 0);
  const times = statuses(pod).map((status) => Date.parse(status.lastState?.terminated?.finishedAt ?? ''));
  const known = times.filter((time) => !Number.isNaN(time));
  return { count, lastMs: known.length > 0 ? Math.max(...known) : null };
}
