import { formatClusterId } from '../clusters/cluster-id.ts';
import { azureCliCluster } from './azure-cli-cluster.ts';
import { arePairs, areTaints } from './azure-cli-pairs.ts';
import { azureCliPool } from './azure-cli-pool.ts';
import type { ManagedClusterBody } from './managed-cluster-body.ts';
import { type PlannedResources, renderedApiVersion } from './planned-resources.ts';
import { shellCommand, shellFile } from './shell-words.ts';

/** The first release whose `--workload-runtime` takes KataVmIsolation (Azure CLI, release notes). */
export const leastAzureCli = '2.80';

/**
 * The resources as commands of the Azure CLI, for a POSIX shell. What the commands have no option for is sent as its body, by
 * `az rest`.
 */
export function renderAzureCli({ cluster, newCluster, pool }: PlannedResources): string {
  const commands = [...(newCluster ? createCluster(cluster, newCluster) : []), ...addPool(cluster, pool)];
  return `${[`# Needs Azure CLI ${leastAzureCli} or later, and a POSIX shell.\nset -e`, ...commands].join('\n\n')}\n`;
}

type Place = PlannedResources['cluster'];

const inGroup = ({ subscriptionId, resourceGroup }: Place) => [
  ['--subscription', subscriptionId],
  ['--resource-group', resourceGroup],
];

function createCluster(cluster: Place, body: ManagedClusterBody): string[] {
  if (!areWords(body)) return putBody(formatClusterId(cluster), 'cluster.json', body);
  return [shellCommand('az aks create', [...inGroup(cluster), ['--name', cluster.name], ...azureCliCluster(body)])];
}

function areWords({ tags, properties }: ManagedClusterBody): boolean {
  return arePairs(tags) && properties.agentPoolProfiles.every(({ nodeTaints }) => areTaints(nodeTaints));
}

function addPool(cluster: Place, { name, properties }: PlannedResources['pool']): string[] {
  const { options, files, unsayable } = azureCliPool(properties);
  if (unsayable.length > 0)
    return putBody(`${formatClusterId(cluster)}/agentPools/${name}`, 'pool.json', { properties });
  return [
    ...Object.entries(files).map(([file, value]) => shellFile(file, JSON.stringify(value, null, 2))),
    shellCommand('az aks nodepool add', [
      ...inGroup(cluster),
      ['--cluster-name', cluster.name],
      ['--name', name],
      ...options,
      // Without it, a pool of that name would be changed: `add` is a PUT.
      ['--if-none-match', '*'],
    ]),
  ];
}

function putBody(id: string, file: string, body: object): string[] {
  const url = `${id}?api-version=${renderedApiVersion}`;
  const headers = ['--headers', 'Content-Type=application/json', 'If-None-Match=*'];
  return [
    shellFile(file, JSON.stringify(body, null, 2)),
    shellCommand('az rest', [['--method', 'put'], ['--url', url], headers, ['--body', `@${file}`]]),
    shellCommand('az resource wait', [['--ids', id], ['--api-version', renderedApiVersion], ['--created']]),
  ];
}
