import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import { checkCluster } from '../../shared/api/check-cluster.ts';
import { refuseIf } from '../../shared/api/refuse-if.ts';
import { provisioningSchema } from '../../shared/api/request-schemas.ts';
import { judgeKubernetesVersion } from '../../shared/preflight/judge-kubernetes-version.ts';
import { judgePoolRequest } from '../../shared/preflight/judge-pool-request.ts';
import type { ProvisioningInput } from '../../shared/runs/requests.ts';
import { adapters, settings } from '../wiring/app.ts';
import { answering, refuseOutside } from './answer.ts';
import { readBody } from './read-body.ts';
import { startRun } from './start-run.ts';

/** `POST /api/provisionings`: adds a Kata pool to an existing cluster, proves it, and cleans up as the request says. */
app.http('provisionings', {
  route: 'provisionings',
  methods: ['POST'],
  authLevel: 'function',
  extraInputs: [df.input.durableClient()],
  handler: answering(startProvisioning),
});

async function startProvisioning(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  const wanted = await readBody(request, provisioningSchema);
  const { cluster, nodePool, cleanup, preflight } = wanted;
  refuseOutside(cluster);
  refuseIf(judgePoolRequest(nodePool, null));
  const facts = await checkCluster(adapters, cluster);
  refuseIf(facts && judgeKubernetesVersion(facts));
  refuseIf(judgePoolRequest(nodePool, facts?.pools ?? null));
  const run = { kind: 'provisioning', cluster, cleanup, poolName: nodePool.name, request: { ...wanted } } as const;
  return startRun(request, context, run, 'provisionAndProve', (runId, options): ProvisioningInput => {
    return { runId, cluster, pool: nodePool, cleanup, preflight, policy: settings.sandboxPolicy, options };
  });
}
