import { expect, test } from '@jest/globals';
import { isUnderWay, type RunAnswer } from '../../scripts/local-stack/call-api.ts';
import { findResidue } from '../../scripts/local-stack/find-residue.ts';
import type { Verdict } from '../../shared/isolation/evidence.ts';
import { startTestStack, type TestStack } from '../support/main-app/start-test-stack.ts';
import { rightsFor } from '../support/roles/read-roles.ts';

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
async function live(stack: TestStack, runId: string, crashAt: string): Promise<RunAnswer | null> {
  const host = await stack.restartHost(['--crash-at', crashAt]);
  const dead = host.ended.then(() => true);
  // The run is read only rarely, because each request is work for the host under test.
  while (!(await Promise.race([dead, pause(400)]))) {
    const run = await readRun(stack, runId);
    if (run && !isUnderWay(run)) return run;
  }
  return null;
}

/**
 * Kills the Functions host with SIGKILL at every boundary of a run's history. After each start the host makes one
 * durable write, does the work for the next one (the calls of an activity have happened) and dies directly before that
 * write. The emulated Azure and the tables keep running.
 */
export function killAtEveryBoundary(scenario: string, verdict: Verdict, { newCluster = false } = {}): void {
  test(`ends ${verdict} although the host dies at every boundary of its history`, async () => {
    const access = rightsFor({}, { mayCreateClusters: newCluster });
    const stack = await startTestStack({ scenario, access, settings: { KATAPROOF_POLL_SECONDS: '150' } });
    try {
      const started = await stack.call<RunAnswer>('/api/provisionings', {
        ...(newCluster
          ? { cluster: { ...stack.clusterBody, name: 'fresh' }, newCluster: { location: 'westeurope' } }
          : { cluster: stack.clusterBody }),
        nodePool: { name: 'kata', count: 1 },
        cleanup: 'always-delete',
      });
      await stack.host().stop('SIGKILL');

      let run: RunAnswer | null = null;
      let lives = 0;
      for (; run === null && lives < mostLives; lives++) run = await live(stack, started.id, 'before:2');

      expect(run).toMatchObject({ status: 'Succeeded', result: { verdict, cleanup: { problems: [] } } });
      process.stderr.write(`${scenario}: killed at ${lives} boundaries\n`);
      expect(lives).toBeGreaterThan(20);
      const accepted = (await stack.armRequests()).filter(
        ({ method, status }) => method === 'PUT' && (status === 201 || status === 200),
      );
      expect(accepted.filter(({ path }) => /agentPools\/kata/i.test(path))).toHaveLength(1);
      expect(accepted.filter(({ path }) => /managedClusters\/[^/]+$/i.test(path))).toHaveLength(newCluster ? 1 : 0);
      const alerts = await stack.publishedAlerts();
      expect(new Set(alerts.map((alert) => alert.id)).size).toBe(verdict === 'isolated' ? 0 : 1);
      expect(await findResidue(stack.emulator)).toEqual([]);
    } finally {
      await stack.stop();
    }
  });
}
