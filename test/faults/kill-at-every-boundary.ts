import { expect, test } from '@jest/globals';
import { isUnderWay, type RunAnswer } from '../../scripts/local-stack/call-api.ts';
import { findResidue, listPools } from '../../scripts/local-stack/find-residue.ts';
import { quarantineTaint } from '../../shared/clusters/quarantine.ts';
import type { Verdict } from '../../shared/isolation/evidence.ts';
import { createRunRecords } from '../../shared/storage/tables-run-records.ts';
import { verifyStored } from '../support/evidence/verify-stored.ts';
import { startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { rightsFor } from '../support/roles/read-roles.ts';

/** The storage of tests is reached by its key. */
const nobody = { getToken: () => Promise.reject(new Error('Nobody should ask for a token.')) };

/** No run of one node needs this many starts of the host. A run that needs more makes no progress. */
const mostLives = 600;

async function readRun(stack: TestStack, runId: string): Promise<RunAnswer | null> {
  try {
    return await stack.call<RunAnswer>(`/api/runs/${runId}`);
  } catch {
    return null;
  }
}

/** Resolves with false after `ms` milliseconds. */
function pause(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms));
}

/**
 * Starts the host and waits until it kills itself or the run has ended. Resolves with the run in the second case,
 * otherwise with null.
 */
async function live(
  stack: TestStack,
  runId: string,
  crashAt: string,
  whenRead: (run: RunAnswer) => Promise<void>,
): Promise<RunAnswer | null> {
  const host = await stack.restartHost(['--crash-at', crashAt]);
  const dead = host.ended.then(() => true);
  // The run is read only rarely, because each request is work for the host under test.
  while (!(await Promise.race([dead, pause(400)]))) {
    const run = await readRun(stack, runId);
    if (run && !isUnderWay(run)) return run;
    if (run) await whenRead(run);
  }
  return null;
}

/** Approves a run that waits. Twice is no error, and an approval that died with its host is given again. */
async function approve(stack: TestStack, runId: string): Promise<void> {
  await stack.call(`/api/runs/${runId}/approve`, {}).catch(() => undefined);
}

/** The taints of the pool, as the emulated Azure knows them; null while there is no pool. */
async function readTaints({ emulator }: TestStack): Promise<string[] | null> {
  const pool = (await listPools(emulator)).find(({ name }) => name === 'kata');
  return pool ? (pool.properties?.nodeTaints ?? []) : null;
}

/** While the run that alone may open the pool has not proven its node, the pool is closed, whenever the host died. */
async function expectClosedUnlessProven(stack: TestStack, runId: string): Promise<void> {
  const taints = await readTaints(stack);
  const records = createRunRecords({ ...stack.storage, tablesEndpoint: null, credential: nobody });
  const proven = await records.listProvenNodes(runId);
  const isProven = proven.length > 0 && proven.every(({ verdict }) => verdict === 'isolated');
  if (taints && !isProven) expect(taints).toEqual([quarantineTaint]);
}

/**
 * Kills the Functions host with SIGKILL at every boundary of a run's history. After each start the host makes one
 * durable write, does the work for the next one (the calls of an activity have happened) and dies directly before that
 * write. The emulated Azure and the tables keep running.
 */
export function killAtEveryBoundary(
  scenario: string,
  verdict: Verdict,
  { newCluster = false, quarantine = false, approval = false } = {},
): void {
  test(`ends ${verdict} although the host dies at every boundary of its history`, async () => {
    const access = rightsFor({}, { mayCreateClusters: newCluster });
    const stack = await startTestStack({ scenario, access, settings: { KATAPROOF_POLL_SECONDS: '150' } });
    try {
      const started = await stack.call<RunAnswer>('/api/provisionings', {
        ...(newCluster
          ? { cluster: { ...stack.clusterBody, name: 'fresh' }, newCluster: { location: 'westeurope' } }
          : { cluster: stack.clusterBody }),
        nodePool: { name: 'kata', count: 1 },
        // A pool that is removed anyway is not opened.
        cleanup: quarantine ? 'keep' : 'always-delete',
        ...(quarantine && { quarantine }),
        ...(approval && { approval: 'required' }),
      });
      await stack.host().stop('SIGKILL');

      let run: RunAnswer | null = null;
      let lives = 0;
      let approved = !approval;
      for (; run === null && lives < mostLives; lives++) {
        run = await live(stack, started.id, 'before:2', async (seen) => {
          if (seen.approval?.state !== 'waiting') return;
          approved = true;
          await approve(stack, started.id);
        });
        if (!approved) expect(await readTaints(stack)).toBeNull();
        if (quarantine) await expectClosedUnlessProven(stack, started.id);
      }

      expect(run).toMatchObject({ status: 'Succeeded', result: { verdict, cleanup: { problems: [] } } });
      process.stderr.write(`${scenario}: killed at ${lives} boundaries\n`);
      expect(lives).toBeGreaterThan(20);
      const accepted = (await stack.armRequests()).filter(
        ({ method, status }) => method === 'PUT' && (status === 201 || status === 200),
      );
      // One that makes the pool, and one that opens it where it is isolated.
      const opens = quarantine && verdict === 'isolated';
      expect(accepted.filter(({ path }) => /agentPools\/kata/i.test(path))).toHaveLength(opens ? 2 : 1);
      expect(accepted.filter(({ path }) => /managedClusters\/[^/]+$/i.test(path))).toHaveLength(newCluster ? 1 : 0);
      const alerts = await stack.publishedAlerts();
      expect(new Set(alerts.map((alert) => alert.id)).size).toBe((verdict === 'isolated' ? 0 : 1) + (approval ? 1 : 0));
      const proven = { ...stack.clusterBody, ...(newCluster && { name: 'fresh' }) };
      const { proofs, verification } = await verifyStored(stack.storage, proven);
      // However often it was recorded, the verdict is one record, and one that can be judged again.
      expect(proofs).toMatchObject([{ sequence: 1, runId: started.id, verdict }]);
      expect(verification).toMatchObject({ outcome: 'holds', chains: [{ records: 1, nodes: 1 }] });
      if (quarantine) {
        expect(run).toMatchObject({ quarantine: { state: opens ? 'lifted' : 'kept' } });
        expect(await readTaints(stack)).toEqual(opens ? [] : [quarantineTaint]);
      }
      // What a caller keeps is the pool, and nothing else.
      expect(await findResidue(stack.emulator)).toEqual(quarantine ? ['node pool: kata'] : []);
    } finally {
      await stack.stop();
    }
  });
}
