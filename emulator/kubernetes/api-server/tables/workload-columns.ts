import type { KubeObject } from '../../api/seams.ts';
import { ageSince, humanDuration } from './human-duration.ts';
import { podReady, podRestarts, podStatus } from './pod-status.ts';
import { type Column, column, nameColumn, wide } from './table-columns.ts';

const age = column('Age', (object, now) => ageSince(object.metadata.creationTimestamp, now));
const containersOf = (object: KubeObject): { name: string; image: string }[] =>
  object['spec']?.template?.spec?.containers ?? [];

function restarts(pod: KubeObject, nowMs: number): string {
  const { count, lastMs } = podRestarts(pod);
  return count > 0 && lastMs !== null ? `${count} (${humanDuration(nowMs - lastMs)} ago)` : String(count);
}

function readinessGates(pod: KubeObject): string {
  const gates: { conditionType: string }[] = pod['spec']?.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const conditions: { type: string; status: string }[] = pod['status']?.conditions ?? [];
  const met = gates.filter((gate) => conditions.some((c) => c.type === gate.conditionType && c.status === 'True'));
  return `${met.length}/${gates.length}`;
}

export const podColumns: Column[] = [
  nameColumn,
  column('Ready', podReady),
  column('Status', podStatus),
  column('Restarts', restarts),
  age,
  column('IP', (pod) => pod['status']?.podIP ?? '<none>', wide),
  column('Node', (pod) => pod['spec']?.nodeName ?? '<none>', wide),
  column('Nominated Node', (pod) => pod['status']?.nominatedNodeName ?? '<none>', wide),
  column('Readiness Gates', readinessGates, wide),
];

function jobStatus(job: KubeObject): string {
  const conditions: { type: string; status: string }[] = job['status']?.conditions ?? [];
  const holds = (type: string) => conditions.some((c) => c.type === type && c.status === 'True');
  for (const [type, word] of [
    ['Complete', 'Complete'],
    ['Failed', 'Failed'],
  ] as const)
    if (holds(type)) return word;
  if (job.metadata.deletionTimestamp) return 'Terminating';
  if (holds('Suspended')) return 'Suspended';
  return holds('FailureTarget') ? 'FailureTarget' : 'Running';
}

function jobCompletions(job: KubeObject): string {
  const succeeded = job['status']?.succeeded ?? 0;
  const { completions, parallelism } = job['spec'] ?? {};
  if (completions !== undefined && completions !== null) return `${succeeded}/${completions}`;
  return (parallelism ?? 1) > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(job: KubeObject, nowMs: number): string {
  const { startTime, completionTime } = job['status'] ?? {};
  if (!startTime) return '';
  return humanDuration((completionTime ? Date.parse(completionTime) : nowMs) - Date.parse(startTime));
}

const listed = (object: KubeObject, field: 'name' | 'image') =>
  containersOf(object)
    .map((container) => container[field])
    .join(',');

/** What `-o wide` adds for everything that makes pods of a template. */
const templateColumns: Column[] = [
  column('Containers', (object) => listed(object, 'name'), wide),
  column('Images', (object) => listed(object, 'image'), wide),
  column('Selector', (object) => selectorText(object['spec']?.selector?.matchLabels), wide),
];

export const jobColumns: Column[] = [
  nameColumn,
  column('Status', jobStatus),
  column('Completions', jobCompletions),
  column('Duration', jobDuration),
  age,
  ...templateColumns,
];

const number = (name: string, read: (object: KubeObject) => unknown) =>
  column(name, (object) => Number(read(object) ?? 0), { type: 'integer' });

export const deploymentColumns: Column[] = [
  nameColumn,
  column('Ready', (deployment) => `${deployment['status']?.readyReplicas ?? 0}/${deployment['spec']?.replicas ?? 0}`),
  number('Up-to-date', (deployment) => deployment['status']?.updatedReplicas),
  number('Available', (deployment) => deployment['status']?.availableReplicas),
  age,
  ...templateColumns,
];

export const replicaSetColumns: Column[] = [
  nameColumn,
  number('Desired', (set) => set['spec']?.replicas),
  number('Current', (set) => set['status']?.replicas),
  number('Ready', (set) => set['status']?.readyReplicas),
  age,
  ...templateColumns,
];

export const daemonSetColumns: Column[] = [
  nameColumn,
  number('Desired', (set) => set['status']?.desiredNumberScheduled),
  number('Current', (set) => set['status']?.currentNumberScheduled),
  number('Ready', (set) => set['status']?.numberReady),
  number('Up-to-date', (set) => set['status']?.updatedNumberScheduled),
  number('Available', (set) => set['status']?.numberAvailable),
  column('Node Selector', (set) => selectorText(set['spec']?.template?.spec?.nodeSelector)),
  age,
  ...templateColumns,
];

function selectorText(labels: Record<string, string> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}
