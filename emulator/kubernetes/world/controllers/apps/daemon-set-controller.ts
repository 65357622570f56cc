import { type PodSpec, specOf, type Taint, type Toleration } from '../../../api/pod-shapes.ts';
import type { KubeObject } from '../../../api/seams.ts';
import { durations } from '../../controller-runtime/timeline.ts';
import { createWorkQueue } from '../../controller-runtime/work-queue.ts';
import { matchesNode, tolerates } from '../../scheduler/match-node.ts';
import {
  buildPod,
  claim,
  controlledBy,
  createPod,
  deletePod,
  isActive,
  isReady,
  keyOf,
  type PodTemplate,
  type WorkloadParts,
  watchOwners,
  writeStatus,
} from '../owned-pods.ts';
import { templateHash } from './template-hash.ts';

interface DaemonSetSpec {
  template: PodTemplate;
  updateStrategy?: { type?: string; rollingUpdate?: { maxUnavailable?: number | string } };
}

const source = { component: 'daemonset-controller' };
const hashLabel = 'controller-revision-hash';

/** Pods of a DaemonSet stay where others are evicted or not scheduled (daemon/util: AddOrUpdateDaemonPodTolerations). */
function tolerationsOf(spec: PodSpec): Toleration[] {
  const on = (name: string, effect: string): Toleration => ({
    key: `node.kubernetes.io/${name}`,
    operator: 'Exists',
    effect,
  });
  return [
    ...(spec.tolerations ?? []),
    on('not-ready', 'NoExecute'),
    on('unreachable', 'NoExecute'),
    on('disk-pressure', 'NoSchedule'),
    on('memory-pressure', 'NoSchedule'),
    on('pid-pressure', 'NoSchedule'),
    on('unschedulable', 'NoSchedule'),
    ...(spec.hostNetwork ? [on('network-unavailable', 'NoSchedule')] : []),
  ];
}

/** Whether a node gets a pod, and whether one that is there may stay. */
function judgeNode(spec: PodSpec, node: KubeObject): { run: boolean; stay: boolean } {
  const tolerations = tolerationsOf(spec);
  if (!matchesNode(spec, node)) return { run: false, stay: false };
  const bad = ((node['spec']?.taints ?? []) as Taint[]).filter(
    (taint) => taint.effect !== 'PreferNoSchedule' && !tolerations.some((each) => tolerates(each, taint)),
  );
  return { run: bad.length === 0, stay: bad.every(({ effect }) => effect !== 'NoExecute') };
}

/** The node for which a pod was made, by its affinity, or null. */
function targetOf(pod: KubeObject): string | null {
  const terms = specOf(pod).affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return specOf(pod).nodeName ?? terms?.[0]?.matchFields?.[0]?.values?.[0] ?? null;
}

/** Builds the pod of one node. The scheduler binds it there, because nothing else matches its affinity. */
function podFor(set: KubeObject, node: KubeObject): KubeObject {
  const { template } = set['spec'] as DaemonSetSpec;
  const labels = {
    [hashLabel]: templateHash(template),
    'pod-template-generation': String(set.metadata.generation ?? 1),
  };
  const pod = buildPod(set, template, labels);
  const spec = specOf(pod);
  spec.tolerations = tolerationsOf(spec);
  const onNode = [{ key: 'metadata.name', operator: 'In', values: [node.metadata.name] }];
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const terms = required?.nodeSelectorTerms.map((term) => ({ ...term, matchFields: onNode })) ?? [
    { matchFields: onNode },
  ];
  spec.affinity = {
    ...spec.affinity,
    nodeAffinity: {
      ...spec.affinity?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms },
    },
  };
  return pod;
}

/**
 * Runs one pod of every DaemonSet on each node that it fits, and replaces them one after the other when the template
 * changes (pkg/controller/daemon). Returns a function that stops it.
 */
export function startDaemonSetController(parts: WorkloadParts): () => void {
  const { store, timeline } = parts;
  const sync = (key: string) => {
    const [namespace = '', name = ''] = key.split('/');
    const set = store.read('daemonsets', namespace, name);
    if (!set) return;
    if (!set.metadata.deletionTimestamp && !place(parts, set)) queue.add(key, timeline.platformMs(durations.backOff));
    writeStatus(store, 'daemonsets', set, statusOf(parts, set));
  };
  const queue = createWorkQueue(timeline, sync);
  const stopOwners = watchOwners(store, 'daemonsets', 'pods', (key) => queue.add(key));
  const stopNodes = store.subscribe(({ resource }) => {
    if (resource === 'nodes') for (const set of store.list('daemonsets')) queue.add(keyOf(set));
  });
  return () => {
    stopOwners();
    stopNodes();
  };
}

/** Creates and deletes the pods of a DaemonSet. Returns false when one was refused. */
function place(parts: WorkloadParts, set: KubeObject): boolean {
  claim(parts.store, 'pods', set);
  const { template } = set['spec'] as DaemonSetSpec;
  const pods = controlledBy(parts.store, 'pods', set);
  const byNode = Map.groupBy(pods, targetOf);
  let accepted = true;
  for (const node of parts.store.list('nodes')) {
    const { run, stay } = judgeNode(template.spec as PodSpec, node);
    const there = byNode.get(node.metadata.name) ?? [];
    // A pod that has ended is replaced, and one that is going is waited for.
    for (const pod of there)
      if (!pod.metadata.deletionTimestamp && (!stay || !isActive(pod))) deletePod(parts, set, pod, source);
    if (run && there.length === 0 && accepted) accepted = createPod(parts, set, podFor(set, node), source);
  }
  const names = new Set(parts.store.list('nodes').map(({ metadata }) => metadata.name));
  for (const pod of pods) if (!names.has(targetOf(pod) ?? '') && isActive(pod)) deletePod(parts, set, pod, source);
  replaceOutdated(parts, set, pods.filter(isActive));
  return accepted;
}

/** Deletes as many pods of an earlier template as may be away at once. */
function replaceOutdated(parts: WorkloadParts, set: KubeObject, pods: KubeObject[]): void {
  const { template, updateStrategy = {} } = set['spec'] as DaemonSetSpec;
  if (updateStrategy.type === 'OnDelete') return;
  const hash = templateHash(template);
  const outdated = pods.filter(({ metadata }) => metadata.labels?.[hashLabel] !== hash);
  const wanted = parts.store.list('nodes').filter((node) => judgeNode(template.spec as PodSpec, node).run).length;
  const limit = updateStrategy.rollingUpdate?.maxUnavailable ?? 1;
  const may = typeof limit === 'string' ? Math.ceil((wanted * Number.parseInt(limit, 10)) / 100) : limit;
  const unready = outdated.filter((pod) => !isReady(pod));
  const away = wanted - pods.filter(isReady).length;
  const ready = outdated.filter(isReady).slice(0, Math.max(0, may - away));
  for (const pod of [...unready, ...ready]) deletePod(parts, set, pod, source);
}

function statusOf({ store }: WorkloadParts, set: KubeObject): Record<string, unknown> {
  const { template } = set['spec'] as DaemonSetSpec;
  const hash = templateHash(template);
  const active = controlledBy(store, 'pods', set).filter(isActive);
  const wanted = new Set(
    store
      .list('nodes')
      .filter((node) => judgeNode(template.spec as PodSpec, node).run)
      .map(({ metadata }) => metadata.name),
  );
  const placed = active.filter((pod) => wanted.has(targetOf(pod) ?? ''));
  const ready = placed.filter(isReady).length;
  const updated = placed.filter(({ metadata }) => metadata.labels?.[hashLabel] === hash).length;
  const missing = wanted.size - ready;
  return {
    currentNumberScheduled: placed.length,
    numberMisscheduled: active.length - placed.length,
    desiredNumberScheduled: wanted.size,
    numberReady: ready,
    observedGeneration: set.metadata.generation,
    ...(updated > 0 ? { updatedNumberScheduled: updated } : {}),
    ...(ready > 0 ? { numberAvailable: ready } : {}),
    ...(missing > 0 ? { numberUnavailable: missing } : {}),
  };
}
