import type { InMemoryFs } from 'just-bash';
import type { KubernetesFaults } from '../../../../scenarios/scenario.ts';
import type { KubeObject, ObjectStore } from '../../../api/seams.ts';
import type { EventRecorder } from '../../controller-runtime/event-recorder.ts';
import type { Identifiers } from '../../controller-runtime/identifiers.ts';
import type { Timeline } from '../../controller-runtime/timeline.ts';
import type { Machine } from '../../nodes/machine.ts';

/** What a kubelet gives to the workers of its pods. */
export interface KubeletContext {
  store: ObjectStore;
  timeline: Timeline;
  identifiers: Identifiers;
  events: EventRecorder;
  faults: KubernetesFaults;
  machine: Machine;
  podAddress: string;
  /** Called when every container of a pod has ended, before the pod's status shows it. */
  podHasEnded(pod: KubeObject): void;
}

/** What the containers of one pod share. */
export interface PodEnvironment extends KubeletContext {
  pod: KubeObject;
  /** The writable volumes by name. */
  volumes: Map<string, InMemoryFs>;
  tell(event: { type?: 'Normal' | 'Warning'; reason: string; message: string; fieldPath?: string }): void;
  /** Resolves after a duration of the platform. It never resolves once the pod has been stopped. */
  wait(emulatedMs: number): Promise<void>;
  stopped(): boolean;
}

/** The timers of one pod. All of them end when it is stopped. */
export interface PodTimers {
  /** Runs `run` after a duration that the pod's author asked for. It is not divided by the cluster's speed. */
  exactly(ms: number, run: () => void): void;
  cancelAll(): void;
}

/** `stopped` says whether the pod has been stopped. After that, no new wait begins. */
export function createPodEnvironment(
  context: KubeletContext,
  pod: KubeObject,
  stopped: () => boolean,
): PodEnvironment & { timers: PodTimers } {
  const { timeline, events, machine } = context;
  const source = { component: 'kubelet', host: machine.name };
  const cancels = new Set<() => void>();
  return {
    ...context,
    pod,
    stopped,
    volumes: new Map<string, InMemoryFs>(),
    tell: (event) => events.record(pod, { ...event, source }),
    wait: (emulatedMs) =>
      new Promise((resolve) => {
        if (stopped()) return;
        const cancel = timeline.platform(emulatedMs, () => {
          cancels.delete(cancel);
          resolve();
        });
        cancels.add(cancel);
      }),
    timers: {
      exactly: (ms, run) => void cancels.add(timeline.exactly(ms, run)),
      cancelAll() {
        for (const cancel of cancels) cancel();
        cancels.clear();
      },
    },
  };
}
