import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { refuseAbsent } from '../../shared/api/check-cluster.ts';
import { parseQuery } from '../../shared/api/parse-query.ts';
import { renderPage } from '../../shared/api/render-page.ts';
import { runPageSchema } from '../../shared/api/request-schemas.ts';
import { formatClusterId } from '../../shared/clusters/cluster-id.ts';
import { isStalePosture } from '../../shared/posture/next-posture.ts';
import type { Posture } from '../../shared/posture/posture.ts';
import { adapters } from '../wiring/app.ts';
import { answering, routeCluster } from './answer.ts';

/** `GET /api/postures`: the posture of every pool of the fleet, sorted by cluster and pool, a page at a time. */
app.http('postures', {
  route: 'postures',
  methods: ['GET'],
  authLevel: 'function',
  handler: answering(listPostures),
});

/**
 * `GET /api/clusters/{subscriptionId}/{resourceGroup}/{name}/postures`: the posture of each pool of one cluster, and
 * when one of them was last proven. Answers 404 for a cluster of which nothing is known and which does not exist.
 */
app.http('clusterPostures', {
  route: 'clusters/{subscriptionId}/{resourceGroup}/{name}/postures',
  methods: ['GET'],
  authLevel: 'function',
  handler: answering(listClusterPostures),
});

async function listPostures(request: HttpRequest): Promise<HttpResponseInit> {
  const { limit, continuation } = parseQuery(runPageSchema, request.query);
  const page = await adapters.postures.listPostures({ limit, continuation: continuation ?? null });
  const now = new Date().toISOString();
  const value = page.postures.map((posture) => renderPosture(posture, now));
  const jsonBody = renderPage(request.url, { value, limit, continuation: page.continuation });
  return { status: 200, headers: noStore, jsonBody };
}

async function listClusterPostures(request: HttpRequest): Promise<HttpResponseInit> {
  const cluster = routeCluster(request);
  const now = new Date().toISOString();
  const known = await adapters.postures.listClusterPostures(cluster);
  if (known.length === 0) await refuseAbsent(adapters, cluster);
  const value = known.map((posture) => renderPosture(posture, now));
  const provenAt =
    known
      .map((posture) => posture.provenAt)
      .sort()
      .at(-1) ?? null;
  return { status: 200, headers: noStore, jsonBody: { provenAt, value } };
}

const noStore = { 'Cache-Control': 'no-store' };

/** A posture as callers see it. `fresh` says whether the proof may still be relied on; a stale proof is not a pass. */
function renderPosture(posture: Posture, now: string) {
  const { cluster, ...rest } = posture;
  const stale = isStalePosture(posture, { at: now, nodeImageVersion: null });
  return { clusterId: formatClusterId(cluster), cluster, ...rest, fresh: !stale && !posture.retired };
}
