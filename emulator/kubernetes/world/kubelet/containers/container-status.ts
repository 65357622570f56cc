import type { Container, ContainerStatus } from '../../../api/pod-shapes.ts';

/** Pure functions for the status of a container in its three states: waiting, running, terminated. */

/** The exit code of a container whose program could not be started. */
export const startErrorCode = 128;

export function newStatus({ name, image }: Container, waitingReason: string): ContainerStatus {
  return {
    name,
    image,
    imageID: '',
    ready: false,
    started: false,
    restartCount: 0,
    state: { waiting: { reason: waitingReason } },
    lastState: {},
  };
}

export interface WaitingState {
  reason: string;
  message?: string;
}

export function waiting(status: ContainerStatus, { reason, message }: WaitingState): ContainerStatus {
  const state = { waiting: { reason, ...(message ? { message } : {}) } };
  return { ...status, ready: false, started: false, state };
}

export function running(status: ContainerStatus, startedAt: string): ContainerStatus {
  return { ...status, started: true, state: { running: { startedAt } } };
}

export interface Ending {
  exitCode: number;
  startedAt: string;
  finishedAt: string;
  /** The container's termination message. */
  message: string;
  reason?: string;
}

/** The status after the end of a run. `staysReady` is for init containers: one that has succeeded counts as ready. */
export function terminated(status: ContainerStatus, ending: Ending, staysReady: boolean): ContainerStatus {
  const { exitCode, message, startedAt, finishedAt } = ending;
  const reason = ending.reason ?? (exitCode === 0 ? 'Completed' : 'Error');
  return {
    ...status,
    ready: staysReady && exitCode === 0,
    started: false,
    state: {
      terminated: {
        exitCode,
        reason,
        ...(message ? { message } : {}),
        startedAt,
        finishedAt,
        ...(status.containerID ? { containerID: status.containerID } : {}),
      },
    },
  };
}

/** The status between two runs of a container that keeps ending. */
export function crashLooping(status: ContainerStatus, message: string): ContainerStatus {
  return { ...status, lastState: status.state, state: { waiting: { reason: 'CrashLoopBackOff', message } } };
}

/** The status just before the next run. */
export function restarted(status: ContainerStatus): ContainerStatus {
  const lastState = status.state.terminated ? status.state : status.lastState;
  return { ...status, lastState, restartCount: status.restartCount + 1 };
}
