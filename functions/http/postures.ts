import { refuseAbsent } from '../../shared/api/check-cluster.ts';
import { parsePostureFilter } from '../../shared/api/list-filters.ts';
import { listClusterPostures, listPostures } from '../../shared/api/operations/postures.ts';
import { renderPage } from '../../shared/api/render-page.ts';
import { isAllowed } from '../../shared/clusters/allowed-scopes.ts';
import { formatClusterId } from '../../shared/clusters/cluster-id.ts';
import { isStalePosture } from '../../shared/posture/next-posture.ts';
import type { Posture } from '../../shared/posture/posture.ts';
import { adapters, settings } from '../wiring/app.ts';
import { refuseOutside } from './refuse-outside.ts';
import { serve } from './serve.ts';

serve(listPostures, async ({ query, request }) => {
  const { maxpagesize: limit, continuation = null, filter } = query;
  const page = await adapters.postures.listPostures({ limit, continuation, filter: parsePostureFilter(filter) });
  const now = new Date().toISOString();
  const allowed = page.postures.filter(({ cluster }) => isAllowed(settings.allowedScopes, cluster));
  const value = allowed.map((posture) => renderPosture(posture, now));
  return { status: 200, jsonBody: renderPage(request.url, query, { value, continuation: page.continuation }) };
});

/** Answers 404 for a cluster of which nothing is known and which does not exist. */
serve(listClusterPostures, async ({ params: cluster }) => {
  refuseOutside(cluster);
  const now = new Date().toISOString();
  const known = await adapters.postures.listClusterPostures(cluster);
  if (known.length === 0) await refuseAbsent(adapters, cluster);
  const value = known.map((posture) => renderPosture(posture, now));
  const provenAt =
    known
      .map((posture) => posture.provenAt)
      .sort()
      .at(-1) ?? null;
  return { status: 200, jsonBody: { provenAt, value } };
});

/** A posture as callers see it. `fresh` says whether the proof may still be relied on; a stale proof is not a pass. */
function renderPosture(posture: Posture, now: string) {
  const { cluster, quarantined = false, ...rest } = posture;
  const stale = isStalePosture(posture, { at: now, nodeImageVersion: null });
  return { clusterId: formatClusterId(cluster), cluster, quarantined, ...rest, fresh: !stale && !posture.retired };
}
