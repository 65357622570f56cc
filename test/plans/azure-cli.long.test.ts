import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ClusterSeed } from '../../emulator/azure/resource-manager/container-service/seed-cluster.ts';
import { newClusterSchema } from '../../shared/api/new-cluster-schema.ts';
import { buildPlan } from '../../shared/plans/build-plan.ts';
import type { PlanOrder } from '../../shared/plans/plan-order.ts';
import { leastAzureCli } from '../../shared/plans/render-azure-cli.ts';
import { type AzureCli, azureCliVersion, hasAzureCli, openAzureCli } from '../support/azure/azure-cli.ts';
import { sendRequest } from '../support/azure/emulated-azure.ts';
import { createStubKubernetes } from '../support/azure/stub-kubernetes.ts';
import { eventually } from '../support/eventually.ts';
import { cluster, clusters, orderOf, pools, unsayablePools } from './sample-orders.ts';

const [major = 0, minor = 0] = leastAzureCli.split('.').map(Number);
const here = azureCliVersion();
const isNewEnough = here !== null && (here[0] > major || (here[0] === major && here[1] >= minor));
if (hasAzureCli && !isNewEnough)
  console.warn(
    `SKIPPED: this Azure CLI is ${here?.join('.')}, and plans need ${leastAzureCli}: of them only what goes by az rest is run. AZURE_CLI_ROOT names the root of a newer one (docs/emulator.md).`,
  );

interface Resource {
  type: string;
  name: string;
  properties: { provisioningState: string };
}

/** What follows from where a cluster is, and from when. */
const ofPlace = /^(etag|fqdn|privateFQDN|azurePortalFQDN|resourceUID|currentKubernetesVersion|systemData)$/i;
const twinGroup = 'twins';

/** What the CLI says of itself, or leaves to AKS: each is AKS's own default (REST API of AKS). */
const defaults: Record<string, unknown> = {
  enableEncryptionAtHost: false,
  enableUltraSSD: false,
  enablePrivateCluster: false,
  disableRunCommand: false,
  scaleSetPriority: 'Regular',
  undrainableNodeBehavior: 'Schedule',
  maxSurge: '10%',
  artifactSource: 'Direct',
};

const isEmpty = (value: unknown) => typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/** A resource without the resource group that it is in, without defaults, and without what is empty. */
function placeless(resource: Resource): Resource {
  return JSON.parse(JSON.stringify(resource).replaceAll(twinGroup, 'fleet'), (key, value) =>
    ofPlace.test(key) || isEmpty(value) || defaults[key] === value ? undefined : value,
  );
}

/**
 * Each plan is carried out twice in one emulated Azure: by its commands, and in another resource group by PUTs of the bodies
 * of its ARM template. What stands there afterwards must be the same.
 */
(hasAzureCli ? describe : describe.skip)("a plan's commands, run by Azure's CLI", () => {
  let cli: AzureCli;

  beforeAll(async () => {
    const systemPool = { mode: 'System', count: 1, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' };
    const subnet = { vnetSubnetID: orderOf(pools['with everything']).pool.vnetSubnetID };
    const seeds = ['fleet', twinGroup].flatMap((resourceGroup): ClusterSeed[] => [
      { name: 'demo', resourceGroup, pools: [{ name: 'system', ...systemPool }] },
      { name: 'netted', resourceGroup, pools: [{ name: 'system', ...systemPool, ...subnet }] },
    ]);
    cli = await openAzureCli({ speed: 600, clusters: seeds, kubernetes: createStubKubernetes() });
  });
  afterAll(() => cli.stop());

  async function arm(method: string, id: string, body?: unknown): Promise<Resource> {
    const { emulator } = cli;
    const url = new URL(`${emulator.settings.AZURE_RESOURCE_MANAGER_ENDPOINT}${id}?api-version=2025-10-01`);
    const headers = { Authorization: `Bearer ${emulator.ownerToken}` };
    const answer = await sendRequest(url, emulator.certificateAuthorityPem, method, body, headers);
    if (answer.status >= 400) throw new Error(`${method} ${id}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  const untilMade = (id: string): Promise<Resource> =>
    eventually(`${id} is made`, async () => {
      const resource = await arm('GET', id);
      const { provisioningState } = resource.properties;
      if (provisioningState === 'Failed') throw new Error(`${id} failed`);
      return provisioningState === 'Succeeded' ? resource : undefined;
    });

  /** Once all are made: a cluster tells the state of each of its pools. */
  async function readMade(ids: string[]): Promise<Resource[]> {
    await Promise.all(ids.map(untilMade));
    return Promise.all(ids.map((id) => arm('GET', id)));
  }

  /** Carries an order out both ways. Returns the resources of both, in the order of the template. */
  async function carryOut(order: PlanOrder, name: string): Promise<{ byCommands: Resource[]; byBodies: Resource[] }> {
    const place = { subscriptionId: cluster.subscriptionId, resourceGroup: 'fleet', name };
    const { azureCli, armTemplate } = buildPlan({ ...order, cluster: place });
    const ids = (group: string) => {
      const above = `/subscriptions/${place.subscriptionId}/resourceGroups/${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
      return order.newCluster
        ? [above, `${above}/agentPools/${order.pool.name}`]
        : [`${above}/agentPools/${order.pool.name}`];
    };
    await cli.sh(azureCli);
    const byCommands = await readMade(ids('fleet'));
    const texts = (_key: string, value: unknown) =>
      typeof value === 'string' ? value.replace(/^\[(\[.*\])$/s, '$1') : value;
    const { resources } = JSON.parse(armTemplate, texts) as { resources: object[] };
    for (const [index, id] of ids(twinGroup).entries()) {
      const {
        apiVersion: _version,
        dependsOn: _order,
        type: _type,
        name: _name,
        ...body
      } = resources[index] as Record<string, unknown>;
      await arm('PUT', id, body);
      await untilMade(id);
    }
    const byBodies = await readMade(ids(twinGroup));
    return { byCommands: byCommands.map(placeless), byBodies: byBodies.map(placeless) };
  }

  const newer = isNewEnough ? test : test.skip;

  newer.each(Object.entries(pools))('make a pool %s', async (_name, pool) => {
    const { byCommands, byBodies } = await carryOut(orderOf(pool), 'vnetSubnetID' in pool ? 'netted' : 'demo');
    expect(byCommands).toEqual(byBodies);
  });

  test.each(Object.entries(unsayablePools))('make a pool %s, by az rest', async (_name, pool) => {
    const { byCommands, byBodies } = await carryOut(orderOf(pool), 'demo');
    expect(byCommands).toEqual(byBodies);
  });

  newer.each(Object.entries(clusters))('make a cluster %s', async (name, newCluster) => {
    const { vnetSubnetID } = newClusterSchema.parse(newCluster).systemPool;
    const order = orderOf({ name: 'kata', ...(vnetSubnetID && { vnetSubnetID }) }, newCluster);
    const { byCommands, byBodies } = await carryOut(order, `new-${Object.keys(clusters).indexOf(name)}`);
    expect(byCommands).toEqual(byBodies);
  });

  newer('leave a pool of that name as it is', async () => {
    const existing = { ...orderOf({ name: 'system', count: 2 }), existing: true };
    await expect(carryOut(existing, 'demo')).rejects.toMatchObject({
      stderr: expect.stringMatching(/precondition|exist/i),
    });
  });
});
