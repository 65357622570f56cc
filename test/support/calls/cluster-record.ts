import type { ClusterRecord, LoggedRequest } from '../../../emulator/seams/cluster-record.ts';
import type { EmulatorReady } from '../../../scripts/local-stack/start-emulated-azure.ts';
import { formatClusterId } from '../../../shared/clusters/cluster-id.ts';
import { kubernetesTemplate } from '../../../shared/telemetry/url-template.ts';

/** What has happened so far in the seeded cluster of a running emulator. */
export async function readClusterRecord(emulator: EmulatorReady): Promise<ClusterRecord> {
  const { subscriptionId, resourceGroup, cluster, control } = emulator;
  const id = formatClusterId({ subscriptionId, resourceGroup, name: cluster });
  const answer = await fetch(`${control}/__emulator/api-servers?cluster=${encodeURIComponent(id)}`);
  if (!answer.ok) throw new Error(`The emulator has no record of ${id}: ${await answer.text()}`);
  return (await answer.json()) as ClusterRecord;
}

/** A request as people name it, such as `watch pods` or `create jobs`: its verb, as RBAC has it, and its resource. */
export function nameCall({ method, url }: LoggedRequest): string {
  const { pathname, searchParams } = new URL(url, 'https://cluster');
  const template = kubernetesTemplate(pathname);
  const isOfOne = template.endsWith('}') || /\{name\}\/\w+$/.test(template);
  const resource = template
    .replace(/^\/(api|apis\/[^/]+)\/[^/]+\//, '')
    .replace(/^namespaces\/\{namespace\}\//, '')
    .replace('/{name}', '');
  if (resource.startsWith('/')) return `${method} ${pathname}`;
  return `${verbOf(method, isOfOne, searchParams.get('watch') !== null)} ${resource}`;
}

function verbOf(method: string, isOfOne: boolean, isWatch: boolean): string {
  if (method === 'GET') return isWatch ? 'watch' : isOfOne ? 'get' : 'list';
  if (method === 'DELETE') return isOfOne ? 'delete' : 'deletecollection';
  return { POST: 'create', PUT: 'update', PATCH: 'patch' }[method] ?? method;
}

/** `2 create jobs, get nodes`: how often each call was made, the most frequent first. */
export function tallyCalls(calls: readonly LoggedRequest[]): string {
  const counts = Map.groupBy(calls.map(nameCall), (name) => name);
  return [...counts]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([name, { length }]) => (length > 1 ? `${length} ${name}` : name))
    .join(', ');
}
