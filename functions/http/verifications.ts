import { checkCluster } from '../../shared/api/check-cluster.ts';
import { startVerification } from '../../shared/api/operations/runs.ts';
import { refuseIf } from '../../shared/api/refuse-if.ts';
import { judgeVerificationRequest } from '../../shared/preflight/judge-pool-request.ts';
import type { VerificationInput } from '../../shared/runs/requests.ts';
import { refuseOutside } from '../serving/refuse-outside.ts';
import { serveOnce } from '../serving/serve-once.ts';
import { startRun } from '../serving/start-run.ts';
import { adapters, settings } from '../wiring/app.ts';

serveOnce(startVerification, async (call) => {
  const { cluster, nodePool: poolName = null, liftQuarantine } = call.body;
  refuseOutside(cluster);
  const facts = await checkCluster(adapters, cluster);
  if (facts) refuseIf(judgeVerificationRequest(poolName, facts));
  const run = { kind: 'verification', cluster, cleanup: 'keep', poolName, request: { ...call.body } } as const;
  return startRun(call, run, 'proveCluster', (runId, options): VerificationInput => {
    return {
      runId,
      cluster,
      poolName,
      ...(liftQuarantine && { liftQuarantine }),
      policy: settings.sandboxPolicy,
      options,
    };
  });
});
