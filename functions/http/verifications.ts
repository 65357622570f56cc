import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import { checkCluster } from '../../shared/api/check-cluster.ts';
import { refuseIf } from '../../shared/api/refuse-if.ts';
import { verificationSchema } from '../../shared/api/request-schemas.ts';
import { judgeVerificationRequest } from '../../shared/preflight/judge-pool-request.ts';
import type { VerificationInput } from '../../shared/runs/requests.ts';
import { adapters, settings } from '../wiring/app.ts';
import { answering, refuseOutside } from './answer.ts';
import { readBody } from './read-body.ts';
import { startRun } from './start-run.ts';

/** `POST /api/verifications`: proves an existing Kata pool, or every Kata node of a cluster. */
app.http('verifications', {
  route: 'verifications',
  methods: ['POST'],
  authLevel: 'function',
  extraInputs: [df.input.durableClient()],
  handler: answering(startVerification),
});

async function startVerification(request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> {
  const wanted = await readBody(request, verificationSchema);
  const { cluster } = wanted;
  refuseOutside(cluster);
  const poolName = wanted.nodePool ?? null;
  const facts = await checkCluster(adapters, cluster);
  if (facts) refuseIf(judgeVerificationRequest(poolName, facts));
  const run = { kind: 'verification', cluster, cleanup: 'keep', poolName, request: { ...wanted } } as const;
  return startRun(request, context, run, 'proveCluster', (runId, options): VerificationInput => {
    return { runId, cluster, poolName, policy: settings.sandboxPolicy, options };
  });
}
