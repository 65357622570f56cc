import { runPreflight } from '../../shared/activities/preflight/run-preflight.ts';
import { checkPreflight } from '../../shared/api/operations/preflights.ts';
import { wholeCluster } from '../../shared/api/preflight-schema.ts';
import { asAsked } from '../../shared/clusters/quarantine.ts';
import { worstOutcome } from '../../shared/preflight/conclude-preflight.ts';
import { refuseBeyond } from '../serving/refuse-beyond.ts';
import { serve } from '../serving/serve.ts';
import { adapters, settings } from '../wiring/app.ts';

serve(checkPreflight, async ({ body }) => {
  const { cluster, newCluster, nodePool = wholeCluster, quarantine } = body;
  const pool = nodePool.pool && asAsked(nodePool.pool, quarantine);
  refuseBeyond({ cluster, pool, newCluster });
  const startedAt = Date.now();
  const { checks } = await runPreflight(adapters, {
    ...{ cluster, ...nodePool, pool, options: settings.workflow },
    ...(newCluster && { newCluster }),
  });
  const checkedAt = new Date(startedAt).toISOString();
  const jsonBody = { outcome: worstOutcome(checks), checkedAt, durationMs: Date.now() - startedAt, checks };
  return { status: 200, jsonBody };
});
