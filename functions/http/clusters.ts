import { listKnownClusters } from '../../shared/activities/list-known-clusters.ts';
import { readOrRefuse, refuseUnlessPassing } from '../../shared/api/check-cluster.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { parsePostureFilter } from '../../shared/api/list-filters.ts';
import { matchesProof } from '../../shared/api/matches-proof.ts';
import { listClusters, listNodePools, readCluster, readKubeconfig } from '../../shared/api/operations/clusters.ts';
import { preferredType } from '../../shared/api/preferred-type.ts';
import { refuseIf } from '../../shared/api/refuse-if.ts';
import { renderCluster } from '../../shared/api/render-cluster.ts';
import { renderKubeconfig, tellReach } from '../../shared/api/render-kubeconfig.ts';
import { renderPage } from '../../shared/api/render-page.ts';
import type { ClusterFacts } from '../../shared/clusters/cluster-facts.ts';
import { parseClusterId } from '../../shared/clusters/cluster-id.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { storageKey } from '../../shared/clusters/keys.ts';
import { narrowPlaces, placesOf } from '../../shared/fleet/places-of.ts';
import { isKataRuntime } from '../../shared/isolation/kata.ts';
import { chunks } from '../../shared/plain/chunks.ts';
import { yamlForKubectl } from '../../shared/plain/yaml-for-kubectl.ts';
import { judgeCluster } from '../../shared/preflight/judge-pool-request.ts';
import { refuseOutside } from '../serving/refuse-outside.ts';
import { serve } from '../serving/serve.ts';
import { adapters, settings } from '../wiring/app.ts';

/** Clusters whose postures are read at the same time. */
const atOnce = 10;

serve(listClusters, async ({ query, url }) => {
  const { cluster, ...proof } = parsePostureFilter(query.filter);
  const known = placesOf(settings.allowedScopes, settings.fleet);
  const places = cluster ? narrowPlaces(known, cluster) : known;
  const page = { limit: query.maxpagesize, continuation: query.continuation ?? null };
  const listed = await listKnownClusters(adapters, places, page);
  const found = listed.clusters.filter(({ id }) => !cluster || isSame(id, cluster));
  const value: Awaited<ReturnType<typeof render>>[] = [];
  for (const batch of chunks(found, atOnce)) value.push(...(await Promise.all(batch.map(render))));
  const unread = listed.unread.map(({ place, failure: { code, message } }) => ({ ...place, code, message }));
  const matching = value.filter((each) => matchesProof(each, proof));
  const rendered = renderPage(url, query, { value: matching, continuation: listed.continuation });
  return { status: 200, jsonBody: { ...rendered, unread } };
});

/** One GET of ARM, however many pools there are. */
serve(readCluster, async ({ params: cluster }) => ({ status: 200, jsonBody: await render(await readFacts(cluster)) }));

serve(listNodePools, async ({ params: cluster }) => {
  const { nodePools } = await render(await readFacts(cluster));
  return { status: 200, jsonBody: { value: nodePools ?? [] } };
});

/** A cluster that is stopped, or not there yet, is refused: nobody would answer. */
serve(readKubeconfig, async ({ params: cluster, request }) => {
  const facts = await readFacts(cluster);
  refuseIf(judgeCluster(facts));
  const address = await refuseUnlessPassing(adapters.addresses.readAddress(cluster));
  if (!address) throw notRead(cluster);
  const kubeconfig = renderKubeconfig(cluster, address);
  const { word, sentence } = tellReach(facts);
  const headers = { 'Kataproof-Api-Server': word, Vary: 'Accept' };
  if (preferredType(request.headers.get('accept'), ['application/json', 'application/yaml']) === 'application/json')
    return { status: 200, headers, jsonBody: kubeconfig };
  const { stringify } = await import('yaml');
  const body = `# ${sentence}\n${stringify(kubeconfig, yamlForKubectl)}`;
  return { status: 200, headers: { ...headers, 'Content-Type': 'application/yaml' }, body };
});

function isSame(id: string, cluster: ClusterReference): boolean {
  const found = parseClusterId(id)?.cluster;
  return found !== undefined && storageKey(found) === storageKey(cluster);
}

async function readFacts(cluster: ClusterReference): Promise<ClusterFacts> {
  refuseOutside(cluster);
  return readOrRefuse(adapters, cluster, notRead(cluster));
}

function notRead({ name }: ClusterReference): HttpError {
  return new HttpError(503, 'NotRead', `Cluster ${name} could not be read now. Ask again in a minute.`);
}

/** Only a cluster that can have a Kata pool has postures. */
async function render(facts: ClusterFacts) {
  const cluster = parseClusterId(facts.id)?.cluster;
  const provable = facts.nodeAutoProvisioning || facts.pools?.some((pool) => isKataRuntime(pool.workloadRuntime));
  const postures = cluster && provable ? await adapters.postures.listClusterPostures(cluster) : [];
  return renderCluster(facts, postures, new Date().toISOString());
}
