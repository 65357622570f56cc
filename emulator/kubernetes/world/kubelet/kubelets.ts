import type { KubernetesFaults } from '../../../scenarios/scenario.ts';
import { hasEnded, namespaceOf, specOf, statusOf } from '../../api/pod-shapes.ts';
import type { KubeObject, ObjectStore } from '../../api/seams.ts';
import type { EventRecorder } from '../controller-runtime/event-recorder.ts';
import type { Identifiers } from '../controller-runtime/identifiers.ts';
import type { Timeline } from '../controller-runtime/timeline.ts';
import type { Machine } from '../nodes/machine.ts';
import type { NodePools } from '../nodes/node-pools.ts';
import { matchesNode } from '../scheduler/match-node.ts';
import { type PodWorker, startPodWorker } from './pod-worker.ts';

export interface Kubelets {
  /** The worker of a pod, if its node has taken it up. */
  worker(pod: KubeObject): PodWorker | undefined;
  stop(): void;
}

/** The kubelets of all nodes: a worker for every pod that is bound to a node that has booted. */
export function startKubelets(options: {
  store: ObjectStore;
  timeline: Timeline;
  identifiers: Identifiers;
  events: EventRecorder;
  faults: KubernetesFaults;
  pools: NodePools;
}): Kubelets {
  const { store, faults, pools } = options;
  const workers = new Map<string, PodWorker>();
  const endedPods = new Map<string, number>();
  let nextAddress = 9;

  const podAddress = () => {
    nextAddress += 1;
    return `10.244.${Math.floor(nextAddress / 250) % 250}.${(nextAddress % 250) + 1}`;
  };
  /** Once a pair has ended on a Kata node, the node reboots, before anybody can read the second pod's end. */
  const rebootAfterPair = (machine: Machine) => {
    if (!faults.nodeRebootsAfterPods || !machine.pool.kata) return;
    const ended = (endedPods.get(machine.name) ?? 0) + 1;
    endedPods.set(machine.name, ended);
    if (ended === 2) pools.reboot(machine.name);
  };
  const reject = (pod: KubeObject) => {
    store.update('pods', namespaceOf(pod.metadata), pod.metadata.name, (object) => {
      Object.assign(statusOf(object), {
        phase: 'Failed',
        reason: 'NodeAffinity',
        message: "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
      });
    });
  };
  const takeUp = (pod: KubeObject) => {
    const uid = pod.metadata.uid ?? '';
    const machine = pools.machine(specOf(pod).nodeName ?? '');
    const node = machine && store.read('nodes', null, machine.name);
    if (!machine?.booted || !node || workers.has(uid) || hasEnded(pod)) return;
    if (!matchesNode(specOf(pod), node)) {
      reject(pod);
      return;
    }
    const podHasEnded = () => rebootAfterPair(machine);
    workers.set(uid, startPodWorker({ ...options, machine, podAddress: podAddress(), podHasEnded }, pod));
  };
  /** What the store has now: a change may be told after the next one has been made. */
  const alive = ({ metadata }: KubeObject) => {
    const live = store.read('pods', namespaceOf(metadata), metadata.name);
    return live?.metadata.uid === metadata.uid ? live : undefined;
  };
  const follow = (pod: KubeObject | undefined) => {
    if (pod?.metadata.deletionTimestamp) endDeleted(pod);
    else if (pod && specOf(pod).nodeName) takeUp(pod);
  };
  const endDeleted = (pod: KubeObject) => {
    const worker = workers.get(pod.metadata.uid ?? '');
    if (worker && !worker.ended()) worker.terminate(pod.metadata.deletionGracePeriodSeconds ?? 0);
    else if (hasEnded(pod) && pod.metadata.deletionGracePeriodSeconds)
      store.requestDeletion('pods', namespaceOf(pod.metadata), pod.metadata.name, { gracePeriodSeconds: 0 });
  };

  for (const pod of store.list('pods')) if (specOf(pod).nodeName) takeUp(pod);
  const unsubscribe = store.subscribe(({ type, resource, object }) => {
    if (resource === 'nodes' && type === 'MODIFIED' && pools.machine(object.metadata.name)?.booted) {
      for (const pod of store.list('pods')) if (specOf(pod).nodeName === object.metadata.name) takeUp(pod);
      return;
    }
    if (resource !== 'pods') return;
    const uid = object.metadata.uid ?? '';
    if (type === 'DELETED') {
      workers.get(uid)?.abandon();
      workers.delete(uid);
    } else follow(alive(object));
  });

  return {
    worker: (pod) => workers.get(pod.metadata.uid ?? ''),
    stop() {
      unsubscribe();
      for (const worker of workers.values()) worker.abandon();
      workers.clear();
    },
  };
}
