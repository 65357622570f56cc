import { refuseAbsent } from '../../shared/api/check-cluster.ts';
import { parsePostureFilter } from '../../shared/api/list-filters.ts';
import { listClusterPostures, listPostures } from '../../shared/api/operations/postures.ts';
import { renderPage } from '../../shared/api/render-page.ts';
import { renderPosture } from '../../shared/api/render-posture.ts';
import { isAllowed } from '../../shared/clusters/allowed-scopes.ts';
import { refuseOutside } from '../serving/refuse-outside.ts';
import { serve } from '../serving/serve.ts';
import { adapters, settings } from '../wiring/app.ts';

serve(listPostures, async ({ query, url }) => {
  const { maxpagesize: limit, continuation = null, filter } = query;
  const page = await adapters.postures.listPostures({ limit, continuation, filter: parsePostureFilter(filter) });
  const now = new Date().toISOString();
  const allowed = page.postures.filter(({ cluster }) => isAllowed(settings.allowedScopes, cluster));
  const value = allowed.map((posture) => renderPosture(posture, now));
  return { status: 200, jsonBody: renderPage(url, query, { value, continuation: page.continuation }) };
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
