import * as df from 'durable-functions';
import { checkCluster } from '../../shared/api/check-cluster.ts';
import { startProvisioning } from '../../shared/api/operations/runs.ts';
import { refuseIf } from '../../shared/api/refuse-if.ts';

import { judgePoolRequest } from '../../shared/preflight/judge-pool-request.ts';
import { judgePoolVersion } from '../../shared/preflight/judge-pool-version.ts';
import type { ProvisioningInput } from '../../shared/runs/requests.ts';
import { adapters, settings } from '../wiring/app.ts';
import { refuseOutside } from './refuse-outside.ts';
import { serve } from './serve.ts';
import { startRun } from './start-run.ts';

serve(
  startProvisioning,
  async (call) => {
    const { cluster, nodePool, cleanup, preflight } = call.body;
    refuseOutside(cluster);
    refuseIf(judgePoolRequest(nodePool, null));
    const facts = await checkCluster(adapters, cluster);
    refuseIf(facts && judgePoolVersion(nodePool, facts));
    refuseIf(judgePoolRequest(nodePool, facts?.pools ?? null));
    const run = { kind: 'provisioning', cluster, cleanup, poolName: nodePool.name, request: { ...call.body } } as const;
    return startRun(call, run, 'provisionAndProve', (runId, options): ProvisioningInput => {
      return { runId, cluster, pool: nodePool, cleanup, preflight, policy: settings.sandboxPolicy, options };
    });
  },
  [df.input.durableClient()],
);
