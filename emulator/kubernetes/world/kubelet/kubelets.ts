import type { KubernetesFaults } from '../../../scenarios/scenario.ts';
import { namespaceOf, specOf } from '../../api/pod-shapes.ts';
import type { KubeObject, ObjectStore } from '../../api/seams.ts';
import type { EventRecorder } from '../controller-runtime/event-recorder.ts';
import type { Identifiers } from '../controller-runtime/identifiers.ts';
import type { Timeline } from '../controller-runtime/timeline.ts';
import type { Machine } from '../nodes/machine.ts';
import type { NodePools } from '../nodes/node-pools.ts';
import { judgeAdmission, judgeDeletion, markRejected } from './judge-pod.ts';
import { type PodWorker, startPodWorker } from './pods/pod-worker.ts';

export interface Kubelets {
  /** Returns the worker of a pod, if its node has started it. */
  worker(pod: KubeObject): PodWorker | undefined;
  stop(): void;
}

/** Once a pair has ended on a Kata pool's last node, the fault reboots it, before anybody can read the second pod's end. */
function createPairReboot(faults: KubernetesFaults, pools: NodePools): (machine: Machine) => void {
  const endedPods = new Map<string, number>();
  return (machine) => {
    const { kata, count } = machine.pool;
    if (!faults.nodeRebootsAfterPods || !kata || machine.index !== count - 1) return;
    const ended = (endedPods.get(machine.name) ?? 0) + 1;
    endedPods.set(machine.name, ended);
    if (ended === 2) pools.reboot(machine.name);
  };
}

function createPodAddresses(): () => string {
  let last = 9;
  return () => {
    last += 1;
    return `10.244.${Math.floor(last / 250) % 250}.${(last % 250) + 1}`;
  };
}

/** Starts the kubelets of all nodes: a worker for every pod that is bound to a booted node. */
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
  const rebootAfterPair = createPairReboot(faults, pools);
  const podAddress = createPodAddresses();

  const addressOf = (pod: KubeObject, machine: Machine) => (specOf(pod).hostNetwork ? machine.address : podAddress());
  const start = (pod: KubeObject, machine: Machine) => {
    const podHasEnded = () => rebootAfterPair(machine);
    const worker = startPodWorker({ ...options, machine, podAddress: addressOf(pod, machine), podHasEnded }, pod);
    workers.set(pod.metadata.uid ?? '', worker);
  };
  const takeUp = (pod: KubeObject) => {
    const machine = pools.machine(specOf(pod).nodeName ?? '');
    const node = (machine?.booted && store.read('nodes', null, machine.name)) || null;
    const verdict = judgeAdmission(pod, node, workers.has(pod.metadata.uid ?? ''));
    if (verdict === 'reject') store.update('pods', namespaceOf(pod.metadata), pod.metadata.name, markRejected);
    else if (verdict === 'start' && machine) start(pod, machine);
  };
  const endDeleted = (pod: KubeObject) => {
    const worker = workers.get(pod.metadata.uid ?? '');
    const judged = judgeDeletion(pod, worker ? (worker.ended() ? 'ended' : 'working') : 'none');
    if (judged.verdict === 'terminate') worker?.terminate(judged.graceSeconds);
    else if (judged.verdict === 'remove')
      store.requestDeletion('pods', namespaceOf(pod.metadata), pod.metadata.name, { gracePeriodSeconds: 0 });
  };
  const takeUpAllOf = (nodeName: string) => {
    for (const pod of store.list('pods')) if (specOf(pod).nodeName === nodeName) takeUp(pod);
  };

  for (const pod of store.list('pods')) if (specOf(pod).nodeName) takeUp(pod);
  const unsubscribe = store.subscribe(({ type, resource, object }) => {
    const { name, uid = '' } = object.metadata;
    if (resource === 'nodes' && type === 'MODIFIED' && pools.machine(name)?.booted) takeUpAllOf(name);
    if (resource !== 'pods') return;
    if (type === 'DELETED') {
      workers.get(uid)?.abandon();
      workers.delete(uid);
      return;
    }
    const pod = stillThere(store, object);
    if (pod?.metadata.deletionTimestamp) endDeleted(pod);
    else if (pod && specOf(pod).nodeName) takeUp(pod);
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

/** Returns the current pod of the store, because a listener may get a change after the next one was made. */
function stillThere(store: ObjectStore, { metadata }: KubeObject): KubeObject | undefined {
  const live = store.read('pods', namespaceOf(metadata), metadata.name);
  return live?.metadata.uid === metadata.uid ? live : undefined;
}
