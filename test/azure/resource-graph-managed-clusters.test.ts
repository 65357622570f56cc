import { afterEach, expect, test } from '@jest/globals';
import { createSteppedClock } from '../../emulator/seams/clock.ts';
import { createManagedClusters } from '../../shared/azure/arm-managed-clusters.ts';
import { createResourceGraphListing } from '../../shared/azure/resource-graph-managed-clusters.ts';
import type { ClusterFacts } from '../../shared/clusters/cluster-facts.ts';
import type { ManagedClusters } from '../../shared/ports/managed-clusters.ts';
import { accessTo, clusterOf } from '../support/azure/arm-access.ts';
import { type EmulatedAzure, startEmulatedAzure } from '../support/azure/emulated-azure.ts';
import { failureOf } from '../support/failure-of.ts';

let azure: EmulatedAzure;
afterEach(() => azure.stop());

const names = ['a', 'b', 'c', 'd', 'e'];
const start = async () => {
  const clock = createSteppedClock(Date.parse('2026-03-10T00:00:00Z'));
  const clusters = names.map((name) => ({ name, resourceGroup: name < 'c' ? 'early' : 'late', tags: { name } }));
  azure = await startEmulatedAzure({ clock, clusters, pageSize: 2 });
  return { access: accessTo(azure), subscriptionId: clusterOf(azure).subscriptionId };
};

async function listAll(list: ManagedClusters['listClusterPage'], subscriptionId: string, resourceGroup: string | null) {
  const pages: ClusterFacts[][] = [];
  let continuation: string | null = null;
  do {
    const page: { clusters: ClusterFacts[]; continuation: string | null } = await list({
      subscriptionId,
      resourceGroup,
      continuation,
    });
    pages.push(page.clusters);
    continuation = page.continuation;
  } while (continuation !== null);
  return pages;
}

test('Resource Graph lists what Resource Manager lists, a query a page', async () => {
  const { access, subscriptionId } = await start();
  const pages = await listAll(createResourceGraphListing(access), subscriptionId, null);
  const queries = azure.emulator.requestLog.requests.map(({ method, path }) => `${method} ${path}`);
  expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
  expect(queries).toEqual(Array(3).fill('POST /providers/Microsoft.ResourceGraph/resources'));
  const byArm = await listAll(createManagedClusters(access).listClusterPage, subscriptionId, null);
  // The rows of Resource Graph do not have the cluster's eTag, because it is not among the properties.
  expect(pages.flat()).toEqual(byArm.flat().map((facts) => ({ ...facts, eTag: null })));
});

test('Resource Graph lists one resource group, and nothing of one that does not exist', async () => {
  const { access, subscriptionId } = await start();
  const list = createResourceGraphListing(access);
  const late = await listAll(list, subscriptionId, 'LATE');
  expect(late.flat().map(({ tags }) => tags['name'])).toEqual(['c', 'd', 'e']);
  expect(await listAll(list, subscriptionId, 'nowhere')).toEqual([[]]);
});

test('a continuation that no page gave is refused', async () => {
  const { access, subscriptionId } = await start();
  const page = { subscriptionId, resourceGroup: null, continuation: 'nonsense' };
  expect(await failureOf(createResourceGraphListing(access)(page))).toMatchObject({ retryable: false });
});
