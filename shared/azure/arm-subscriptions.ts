import { z } from 'zod';
import type { ClusterFacts } from '../clusters/cluster-facts.ts';
import { formatClusterId } from '../clusters/cluster-id.ts';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { NewClusterSpec } from '../clusters/new-cluster-spec.ts';
import type { PoolSpec } from '../clusters/pool-spec.ts';
import { roleNames } from '../clusters/role-names.ts';
import { tagWithRun } from '../clusters/run-tag.ts';
import { createRecentlyUsed } from '../plain/recently-used.ts';
import { managedClusterBody } from '../plans/managed-cluster-body.ts';
import { clusterType } from '../plans/planned-resources.ts';
import type { SubscriptionLocation, Subscriptions } from '../ports/subscriptions.ts';
import type { VmSizeOffer } from '../preflight/azure/offers.ts';
import { type CompletePool, completePool } from '../preflight/complete-pool.ts';
import { groundOfNewCluster } from '../preflight/new-cluster/ground-of-new-cluster.ts';
import { type ArmAccess, callArm, createArmClient } from './arm-client.ts';
import { type ArmRestClient, createArmRestClient } from './arm-rest-client.ts';
import { buildPool } from './build-pool.ts';
import { denialsIn, policyAnswer } from './shapes/policy-shapes.ts';
import { skuPage, toVmSizeOffer } from './shapes/sku-shapes.ts';
import { subnetShape, toSubnetFacts } from './shapes/subnet-shapes.ts';

const needsPreflight = `it needs the role "${roleNames.preflight}" on the subscription`;

/**
 * How long a list of sizes is kept, in milliseconds: Azure needs seconds for it, it has some megabytes, and it changes when
 * somebody asks for more.
 */
const keptMs = 10 * 60_000;
/** Lists that are kept: a size takes about half a kilobyte, a location has about a thousand. */
const keptLists = 8;

type Sizes = ReadonlyMap<string, VmSizeOffer>;

/** What Azure says of subscriptions, by requests of Resource Manager. `now` gives milliseconds since the epoch. */
export function createSubscriptions(access: ArmAccess, now: () => number): Subscriptions {
  const client = createArmRestClient(access);
  const lists = createRecentlyUsed<{ atMs: number; sizes: Promise<Sizes> }>(keptLists);

  function sizesOf(place: SubscriptionLocation): Promise<Sizes> {
    const key = `${place.subscriptionId}/${place.location}`.toLowerCase();
    const kept = lists.get(key);
    if (kept && now() - kept.atMs < keptMs) return kept.sizes;
    const sizes = listSizes(client, place);
    lists.set(key, { atMs: now(), sizes });
    // A list that failed is asked for again.
    sizes.catch(() => lists.delete(key));
    return sizes;
  }

  return {
    readVmSize: async (place, vmSize) => ({ size: (await sizesOf(place)).get(vmSize.toLowerCase()) ?? null }),
    listVcpuUsages: (place) => listVcpuUsages(client, place),
    listKubernetesVersions: (place) => listKubernetesVersions(access, place),
    readSubnet: (id) => readSubnet(client, id),
    listRights: (id) => listRights(client, id),
    listPolicyDenials: (cluster, facts, pool) => listPolicyDenials(client, cluster, facts, pool),
    listNewClusterDenials: (cluster, spec, pool) => listNewClusterDenials(client, cluster, spec, pool),
  };
}

/** Newest stable versions of the providers' APIs ("Azure REST API reference"). */
const versions = {
  skus: '2021-07-01',
  usages: '2024-07-01',
  subnets: '2024-05-01',
  permissions: '2022-04-01',
  policy: '2024-10-01',
  agentPools: '2026-06-01',
};

async function listSizes(client: ArmRestClient, { subscriptionId, location }: SubscriptionLocation): Promise<Sizes> {
  const skus = await client.list({
    doing: `read the VM sizes of ${location}: ${needsPreflight}`,
    path: `/subscriptions/${subscriptionId}/providers/Microsoft.Compute/skus`,
    query: { 'api-version': versions.skus, $filter: `location eq '${location}'` },
    shape: skuPage,
  });
  const sizes = skus.filter(({ resourceType }) => resourceType === 'virtualMachines');
  return new Map(sizes.map((sku) => [sku.name.toLowerCase(), toVmSizeOffer(sku, location)]));
}

const usagePage = z.looseObject({
  value: z.array(
    z.looseObject({ currentValue: z.number(), limit: z.number(), name: z.looseObject({ value: z.string() }) }),
  ),
  nextLink: z.string().nullish(),
});

async function listVcpuUsages(client: ArmRestClient, { subscriptionId, location }: SubscriptionLocation) {
  const usages = await client.list({
    doing: `read the vCPU quotas of ${location}: ${needsPreflight}`,
    path: `/subscriptions/${subscriptionId}/providers/Microsoft.Compute/locations/${location}/usages`,
    query: { 'api-version': versions.usages },
    shape: usagePage,
  });
  return { usages: usages.map(({ name, currentValue, limit }) => ({ name: name.value, used: currentValue, limit })) };
}

async function listKubernetesVersions(access: ArmAccess, { subscriptionId, location }: SubscriptionLocation) {
  const client = createArmClient(access, subscriptionId);
  const doing = `read the Kubernetes versions of ${location}: ${needsPreflight}`;
  const listed = await callArm(doing, (abortSignal) =>
    client.managedClusters.listKubernetesVersions(location, { abortSignal }),
  );
  const offers = (listed.values ?? []).map(({ version, patchVersions, capabilities, isPreview }) => ({
    minor: version ?? '',
    patches: Object.keys(patchVersions ?? {}),
    plans: capabilities?.supportPlan ?? [],
    preview: isPreview ?? false,
  }));
  return { versions: offers };
}

async function readSubnet(client: ArmRestClient, id: string) {
  const needs = `it needs the role "${roleNames.subnetUser}" there`;
  const subnet = await unlessMissing(
    client.ask({
      doing: `read subnet ${id.split('/').at(-1)}: ${needs}`,
      path: id,
      query: { 'api-version': versions.subnets },
      shape: subnetShape,
    }),
  );
  return { subnet: subnet && toSubnetFacts(subnet, id) };
}

const names = z.array(z.string()).nullish();
const permissionPage = z.looseObject({
  value: z.array(z.looseObject({ actions: names, notActions: names })),
  nextLink: z.string().nullish(),
});

async function listRights(client: ArmRestClient, id: string) {
  const roles = /\/subnets\/[^/]+$/i.test(id)
    ? `"${roleNames.subnetUser}"`
    : `"${roleNames.verifier}" or "${roleNames.provisioner}"`;
  const granted = await client.list({
    doing: `read its own rights on ${id.split('/').at(-1)}: it needs the role ${roles} there`,
    path: `${id}/providers/Microsoft.Authorization/permissions`,
    query: { 'api-version': versions.permissions },
    shape: permissionPage,
  });
  return {
    rights: granted.map(({ actions, notActions }) => ({ actions: actions ?? [], notActions: notActions ?? [] })),
  };
}

/** The tag of a run may be what a policy asks for, so that the pool is shown with one. */
const someRun = '0000000000000-preflight';

async function listPolicyDenials(
  client: ArmRestClient,
  cluster: ClusterReference,
  facts: ClusterFacts,
  pool: PoolSpec,
) {
  return { denials: await askPolicy(client, cluster, poolContent(cluster, completePool(pool, facts))) };
}

async function listNewClusterDenials(
  client: ArmRestClient,
  cluster: ClusterReference,
  spec: NewClusterSpec,
  pool: PoolSpec,
) {
  const { properties, ...resource } = managedClusterBody(cluster.name, {
    ...spec,
    tags: tagWithRun(spec.tags, someRun),
  });
  const contents: PolicyContent[] = [
    { resourceContent: { type: clusterType, name: cluster.name, ...resource, properties } },
    poolContent(cluster, completePool(pool, groundOfNewCluster(spec))),
  ];
  return { denials: (await Promise.all(contents.map((content) => askPolicy(client, cluster, content)))).flat() };
}

/** What Azure Policy is asked about; `scope` is the parent of a child resource. */
interface PolicyContent {
  scope?: string;
  resourceContent: object;
}

function poolContent(cluster: ClusterReference, pool: CompletePool): PolicyContent {
  const { typePropertiesType, ...properties } = buildPool(pool, someRun);
  return {
    scope: formatClusterId(cluster),
    resourceContent: {
      type: `${clusterType}/agentPools`,
      name: pool.name,
      properties: { ...properties, type: typePropertiesType },
    },
  };
}

async function askPolicy(client: ArmRestClient, cluster: ClusterReference, content: PolicyContent) {
  const { subscriptionId, resourceGroup, name } = cluster;
  const answer = await client.ask({
    doing: `ask Azure Policy about ${name} and its node pools: ${needsPreflight}`,
    path: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.PolicyInsights/checkPolicyRestrictions`,
    query: { 'api-version': versions.policy },
    body: { resourceDetails: { apiVersion: versions.agentPools, ...content } },
    shape: policyAnswer,
  });
  return denialsIn(answer);
}

async function unlessMissing<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    // callArm says so of every 404 that Resource Manager itself gave.
    if ((error as { code?: unknown }).code === 'ClusterNotFound') return null;
    throw error;
  }
}
