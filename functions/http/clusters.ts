import { listKnownClusters } from '../../shared/activities/list-known-clusters.ts';
import { readOrRefuse } from '../../shared/api/check-cluster.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { listClusters, listNodePools, readCluster } from '../../shared/api/operations/clusters.ts';
import { renderCluster } from '../../shared/api/render-cluster.ts';
import { renderNextPage } from '../../shared/api/render-next-page.ts';
import type { ClusterFacts } from '../../shared/clusters/cluster-facts.ts';
import { parseClusterId } from '../../shared/clusters/cluster-id.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { placesOf } from '../../shared/fleet/places-of.ts';
import { isKataRuntime } from '../../shared/isolation/kata.ts';
import { chunks } from '../../shared/plain/chunks.ts';
import { adapters, settings } from '../wiring/app.ts';
import { refuseOutside } from './refuse-outside.ts';
import { serve } from './serve.ts';

/** Clusters whose postures are read at the same time. */
const atOnce = 10;

serve(listClusters, async ({ query: { maxpagesize, continuation }, request }) => {
  const page = { limit: maxpagesize, continuation: continuation ?? null };
  const listed = await listKnownClusters(adapters, placesOf(settings.allowedScopes, settings.fleet), page);
  const value: Awaited<ReturnType<typeof render>>[] = [];
  for (const batch of chunks(listed.clusters, atOnce)) value.push(...(await Promise.all(batch.map(render))));
  const unread = listed.unread.map(({ place, failure: { code, message } }) => ({ ...place, code, message }));
  const next = renderNextPage(request.url, listed.continuation, { maxpagesize });
  return { status: 200, jsonBody: { value, unread, ...next } };
});

/** One GET of ARM, however many pools there are. */
serve(readCluster, async ({ params: cluster }) => ({ status: 200, jsonBody: await render(await readFacts(cluster)) }));

serve(listNodePools, async ({ params: cluster }) => {
  const { nodePools } = await render(await readFacts(cluster));
  return { status: 200, jsonBody: { value: nodePools ?? [] } };
});

async function readFacts(cluster: ClusterReference): Promise<ClusterFacts> {
  refuseOutside(cluster);
  const message = `Cluster ${cluster.name} could not be read now. Ask again in a minute.`;
  return readOrRefuse(adapters, cluster, new HttpError(503, 'NotRead', message));
}

/** Only a cluster that can have a Kata pool has postures. */
async function render(facts: ClusterFacts) {
  const cluster = parseClusterId(facts.id)?.cluster;
  const provable = facts.nodeAutoProvisioning || facts.pools?.some((pool) => isKataRuntime(pool.workloadRuntime));
  const postures = cluster && provable ? await adapters.postures.listClusterPostures(cluster) : [];
  return renderCluster(facts, postures, new Date().toISOString());
}
