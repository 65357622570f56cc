import { formatClusterId } from '../clusters/cluster-id.ts';
import { azureCliCluster } from './azure-cli-cluster.ts';
import { azureCliPool } from './azure-cli-pool.ts';
import { type PlannedResources, renderedApiVersion } from './planned-resources.ts';
import { shellCommand, shellFile } from './shell-words.ts';

/**
 * The resources as commands of the Azure CLI, for a POSIX shell. A pool with a property that `az aks nodepool add` has no
 * option for is sent as its body, by `az rest`.
 */
export function renderAzureCli({ cluster, newCluster, pool }: PlannedResources): string {
  const where = ['--subscription', cluster.subscriptionId];
  const group = ['--resource-group', cluster.resourceGroup];
  const { options, files, unsayable } = azureCliPool(pool.properties);
  const create = newCluster
    ? [shellCommand('az aks create', [where, group, ['--name', cluster.name], ...azureCliCluster(newCluster)])]
    : [];
  const added =
    unsayable.length > 0
      ? byRest(`${formatClusterId(cluster)}/agentPools/${pool.name}`, pool.properties)
      : [
          ...Object.entries(files).map(([name, value]) => shellFile(name, JSON.stringify(value, null, 2))),
          // Without it, a pool of that name would be changed: `add` is a PUT.
          shellCommand('az aks nodepool add', [
            where,
            group,
            ['--cluster-name', cluster.name],
            ['--name', pool.name],
            ...options,
            ['--if-none-match', '*'],
          ]),
        ];
  return `${['set -e', ...create, ...added].join('\n\n')}\n`;
}

function byRest(id: string, properties: object): string[] {
  const url = `${id}?api-version=${renderedApiVersion}`;
  const headers = ['--headers', 'Content-Type=application/json', 'If-None-Match=*'];
  return [
    shellFile('pool.json', JSON.stringify({ properties }, null, 2)),
    shellCommand('az rest', [['--method', 'put'], ['--url', url], headers, ['--body', '@pool.json']]),
    shellCommand('az resource wait', [['--ids', id], ['--api-version', renderedApiVersion], ['--created']]),
  ];
}
