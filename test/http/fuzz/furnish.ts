import { createRunId } from '../../../shared/runs/run-id.ts';
import { createFindings } from '../../../shared/storage/tables-findings.ts';
import { createRunRecords } from '../../../shared/storage/tables-run-records.ts';
import { findNonCompliance, rulesLookedFor } from '../../../shared/workloads/rules/find-non-compliance.ts';
import { readUntilEnded, startTestStack, type TestStack } from '../../support/main-app/start-test-stack.ts';
import { withSigningKey } from '../../support/main-app/with-signing-key.ts';
import { cluster as facts, pod, policy } from '../../support/samples/sample-facts.ts';
import { sampleNode, sampleRun, sampleStep } from '../../support/samples/sample-runs.ts';

/** What there is, so that requests can be about something. */
export interface Furniture {
  cluster: TestStack['clusterBody'];
  poolName: string;
  /** Runs that go on, one that waits for approval and is never cancelled, runs that have ended, and those of them that may be deleted. */
  runs: { running: string[]; waiting: string[]; ended: string[]; mortal: string[] };
  findings: string[];
  alerts: string[];
  digest: string;
}

/** Starts the app with a Kata pool that one run has made and proven. Its evidence can be signed. */
export const startFurnished = (): Promise<TestStack> =>
  startTestStack({ scenario: 'healthy', settingsFor: (azure) => withSigningKey(azure) });

const ids = (page: { value: { id: string }[] }) => page.value.map(({ id }) => id);

/** Has a pool made and proven, and lays runs and findings into the store that no orchestration knows. */
export async function furnish(stack: TestStack): Promise<Furniture> {
  const cluster = stack.clusterBody;
  const poolName = 'kata';
  const body = { cluster, nodePool: { name: poolName }, approval: 'required' };
  const { id } = await stack.call<{ id: string }>('/api/provisionings', body);
  for (;;) {
    const { approval } = await stack.call<{ approval: object | null }>(`/api/runs/${id}`);
    if (approval) break;
  }
  await stack.call(`/api/runs/${id}/approve`, {});
  await readUntilEnded(stack, id);
  const access = { ...stack.storage, tablesEndpoint: null, credential: { getToken: async () => null } };
  const runs = await layRuns(createRunRecords(access), cluster);
  const seen = facts({ pods: [pod({ hostPid: true }), pod({ runtimeClassName: null })] });
  await createFindings(access).recordInspection({
    ...{ cluster, rules: rulesLookedFor(seen), sources: ['azure', 'workloads'], at: seen.at },
    found: findNonCompliance(seen, policy).map((finding) => ({ ...finding, cluster })),
  });
  const of = `/api/clusters/${cluster.subscriptionId}/${cluster.resourceGroup}/${cluster.name}`;
  const proofs = await stack.call<{ value: { digest: string }[] }>(`${of}/nodePools/${poolName}/proofs`);
  return {
    ...{ cluster, poolName, runs: { ...runs, ended: [id, ...runs.ended] } },
    findings: ids(await stack.call(`${of}/findings`)),
    alerts: ids(await stack.call('/api/alerts')),
    digest: proofs.value[0]?.digest ?? '',
  };
}

async function layRuns(records: ReturnType<typeof createRunRecords>, cluster: TestStack['clusterBody']) {
  const lay = async (letter: string, count: number, change: object) => {
    const laid: string[] = [];
    for (let n = 0; n < count; n++) {
      const runId = createRunId(Date.now() - n, `${letter}${String(n).padStart(9, '0')}`);
      await records.createRun(sampleRun(runId, { cluster, ...change }));
      await records.recordSteps(runId, sampleStep('0001'));
      await records.recordNode(runId, sampleNode('aks-kata-1-vmss000000'));
      laid.push(runId);
    }
    return laid;
  };
  const at = new Date().toISOString();
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const waits = { approval: { state: 'waiting', until, at: null, by: null, reason: null } };
  const over = { status: 'done', verdict: 'isolated', reason: 'It is.', startedAt: at, endedAt: at };
  return {
    running: await lay('a', 2, { startedAt: at }),
    waiting: await lay('b', 1, { startedAt: at, ...waits }),
    ended: await lay('c', 6, over),
    mortal: await lay('d', 20, over),
  };
}
