import type { KubeObject } from '../../api/seams.ts';
import { ageSince } from './human-duration.ts';
import { type Column, column, nameColumn, wide } from './table-columns.ts';

const age = column('Age', (object, now) => ageSince(object.metadata.creationTimestamp, now));
const size = (map: unknown) => Object.keys(map ?? {}).length;

function nodeStatus(node: KubeObject): string {
  const ready = node['status']?.conditions?.find((condition: { type: string }) => condition.type === 'Ready');
  const word = !ready ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return node['spec']?.unschedulable ? `${word},SchedulingDisabled` : word;
}

function nodeRoles(node: KubeObject): string {
  const prefix = 'node-role.kubernetes.io/';
  const labels = Object.entries(node.metadata.labels ?? {});
  const roles = labels.flatMap(([key, value]) => {
    if (key.startsWith(prefix)) return [key.slice(prefix.length)];
    return key === 'kubernetes.io/role' && value ? [value] : [];
  });
  return roles.filter(Boolean).sort().join(',') || '<none>';
}

const address = (node: KubeObject, type: string): string =>
  node['status']?.addresses?.find((candidate: { type: string }) => candidate.type === type)?.address ?? '<none>';
const nodeInfo = (node: KubeObject, field: string): string => node['status']?.nodeInfo?.[field] ?? '<unknown>';

export const nodeColumns: Column[] = [
  nameColumn,
  column('Status', nodeStatus),
  column('Roles', nodeRoles),
  age,
  column('Version', (node) => node['status']?.nodeInfo?.kubeletVersion ?? ''),
  column('Internal-IP', (node) => address(node, 'InternalIP'), wide),
  column('External-IP', (node) => address(node, 'ExternalIP'), wide),
  column('OS-Image', (node) => nodeInfo(node, 'osImage'), wide),
  column('Kernel-Version', (node) => nodeInfo(node, 'kernelVersion'), wide),
  column('Container-Runtime', (node) => nodeInfo(node, 'containerRuntimeVersion'), wide),
];

export const namespaceColumns: Column[] = [
  nameColumn,
  column('Status', (namespace) => namespace['status']?.phase ?? ''),
  age,
];
export const runtimeClassColumns: Column[] = [
  nameColumn,
  column('Handler', (runtime) => runtime['handler'] ?? ''),
  age,
];
export const serviceAccountColumns: Column[] = [
  nameColumn,
  column('Secrets', (account) => size(account['secrets']), { type: 'integer' }),
  age,
];
export const configMapColumns: Column[] = [
  nameColumn,
  column('Data', (map) => size(map['data']) + size(map['binaryData']), { type: 'integer' }),
  age,
];
export const secretColumns: Column[] = [
  nameColumn,
  column('Type', (secret) => secret['type'] ?? 'Opaque'),
  column('Data', (secret) => size(secret['data']), { type: 'integer' }),
  age,
];

function quotaUse(quota: KubeObject, ofLimits: boolean): string {
  const { hard = {}, used = {} } = quota['status'] ?? {};
  return Object.keys(hard)
    .sort()
    .filter((name) => name.startsWith('limits.') === ofLimits)
    .map((name) => `${name}: ${used[name] ?? '0'}/${hard[name]}`)
    .join(', ');
}
export const resourceQuotaColumns: Column[] = [
  nameColumn,
  column('Request', (quota) => quotaUse(quota, false)),
  column('Limit', (quota) => quotaUse(quota, true)),
  age,
];
export const limitRangeColumns: Column[] = [
  nameColumn,
  column('Created At', (range) => range.metadata.creationTimestamp ?? ''),
];

const objectOf = (event: KubeObject): string => {
  const { kind = '', name = '' } = event['involvedObject'] ?? {};
  return `${String(kind).toLowerCase()}/${name}`;
};
const firstSeen = (event: KubeObject) => event['firstTimestamp'] ?? event['eventTime'];
const lastSeen = (event: KubeObject) =>
  event['series']?.lastObservedTime ?? event['lastTimestamp'] ?? event['eventTime'];
const sourceOf = (event: KubeObject) => {
  const { component = event['reportingComponent'] ?? '', host } = event['source'] ?? {};
  return host ? `${component}, ${host}` : component;
};

export const eventColumns: Column[] = [
  column('Last Seen', (event, now) => ageSince(lastSeen(event), now)),
  column('Type', (event) => event['type'] ?? ''),
  column('Reason', (event) => event['reason'] ?? ''),
  column('Object', objectOf),
  column('Subobject', (event) => event['involvedObject']?.fieldPath ?? '', wide),
  column('Source', sourceOf, wide),
  column('Message', (event) => String(event['message'] ?? '').trim()),
  column('First Seen', (event, now) => ageSince(firstSeen(event), now), wide),
  column('Count', (event) => event['series']?.count ?? event['count'] ?? 1, { type: 'integer', ...wide }),
  column('Name', (event) => event.metadata.name, wide),
];
