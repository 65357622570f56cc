import type { InMemoryFs } from 'just-bash';
import type { KubernetesFaults } from '../../../scenarios/scenario.ts';
import type { KubeObject, ObjectStore } from '../../api/seams.ts';
import type { EventRecorder } from '../controller-runtime/event-recorder.ts';
import type { Identifiers } from '../controller-runtime/identifiers.ts';
import type { Timeline } from '../controller-runtime/timeline.ts';
import type { Machine } from '../nodes/machine.ts';

/** What a kubelet lends to the workers of its pods. */
export interface KubeletContext {
  store: ObjectStore;
  timeline: Timeline;
  identifiers: Identifiers;
  events: EventRecorder;
  faults: KubernetesFaults;
  machine: Machine;
  podAddress: string;
  /** Called when every container of a pod has ended, before its status says so. */
  podHasEnded(pod: KubeObject): void;
}

/** A pod from the inside: what its containers share. */
export interface PodEnvironment extends KubeletContext {
  pod: KubeObject;
  /** Writable volumes by name. */
  volumes: Map<string, InMemoryFs>;
  tell(event: { type?: 'Normal' | 'Warning'; reason: string; message: string; fieldPath?: string }): void;
  /** Resolves after platform time; never once the pod has been stopped. */
  wait(emulatedMs: number): Promise<void>;
  stopped(): boolean;
}
