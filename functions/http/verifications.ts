import { app } from '@azure/functions';
import * as df from 'durable-functions';
import { checkCluster } from '../../shared/api/check-cluster.ts';
import { parseBody } from '../../shared/api/parse-body.ts';
import { verificationSchema } from '../../shared/api/request-schemas.ts';
import { judgeVerificationRequest } from '../../shared/preflight/judge-pool-request.ts';
import type { VerificationInput } from '../../shared/runs/requests.ts';
import { adapters, settings } from '../app.ts';
import { answering } from './answer.ts';
import { refuseIf, startRun } from './start-run.ts';

/** `POST /api/verifications`: proves an existing Kata pool, or every Kata node of a cluster. */
app.http('verifications', {
  route: 'verifications',
  methods: ['POST'],
  authLevel: 'function',
  extraInputs: [df.input.durableClient()],
  handler: answering(async (request, context) => {
    const wanted = parseBody(
      verificationSchema,
      request.headers.get('content-type'),
      new Uint8Array(await request.arrayBuffer()),
    );
    const { cluster } = wanted;
    const poolName = wanted.nodePool ?? null;
    const facts = await checkCluster(adapters, cluster);
    if (facts) refuseIf(judgeVerificationRequest(poolName, facts.pools));
    const run = { kind: 'verification', cluster, cleanup: 'keep', poolName, request: { ...wanted } } as const;
    return startRun(request, context, run, 'proveCluster', (runId): VerificationInput => {
      return { runId, cluster, poolName, options: settings.workflow };
    });
  }),
});
