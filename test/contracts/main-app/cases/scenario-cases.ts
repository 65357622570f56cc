import assert from 'node:assert/strict';
import type { RunAnswer } from '../../../../scripts/demo/api.ts';
import { findResidue } from '../../../../scripts/demo/find-residue.ts';
import { scenarioEnds } from '../../../../scripts/demo/scenario-ends.ts';
import { eventually } from '../../functions-host/conformance-target.ts';
import type { MainAppCase } from '../main-app-case.ts';
import { azureOf, type MainAppTarget, readArmRequests, readPublishedAlerts } from '../main-app-target.ts';
import { readRun, readRunEnd, startRun } from '../run.ts';

const provision = (target: MainAppTarget, name: string, count: number): Promise<RunAnswer> =>
  startRun(target, '/api/provisionings', {
    cluster: target.cluster,
    nodePool: { name, count, nodeTaints: ['sandbox=kata:NoSchedule'] },
    cleanup: 'always-delete',
  });

/**
 * A run has ended as its scenario's documentation says, with the alerts that go with it, and has left nothing behind.
 * `alertsBefore`: how many had been published before the run.
 */
async function assertDocumentedEnd(target: MainAppTarget, run: RunAnswer, alertsBefore: number): Promise<void> {
  const { scenario, ready } = azureOf(target);
  const documented = scenarioEnds[scenario];
  assert.ok(documented, `${scenario} has no documented end`);
  assert.deepEqual([run.status, run.verdict, run.percent], ['done', documented.verdict, 100]);
  assert.match(`${run.reason} ${run.nodes.map(({ reason }) => reason).join(' ')}`, documented.because);
  assert.deepEqual(run.cleanup.result?.problems, []);
  const alerts = (await readPublishedAlerts(ready)).slice(alertsBefore);
  const bad = documented.verdict !== 'isolated';
  assert.deepEqual([...new Set(alerts.map(({ type }) => type))], bad ? ['Kataproof.Alert.Opened'] : []);
  assert.equal(new Set(alerts.map(({ id }) => id)).size, bad ? 1 : 0);
  if (bad) assert.ok(JSON.stringify(alerts).includes(run.id));
  assert.deepEqual(await findResidue(ready), []);
}

/** What a scenario must end with, on a target whose emulated Azure plays it. */
export async function assertScenario(target: MainAppTarget): Promise<void> {
  const alertsBefore = (await readPublishedAlerts(azureOf(target).ready)).length;
  // Only a mixed pool needs more than a node.
  const started = await provision(target, 'kata', azureOf(target).scenario === 'mixed-pool' ? 3 : 1);
  await assertDocumentedEnd(target, await readRunEnd(target, started.id), alertsBefore);
}

/** Percent at which AKS has taken the order for the pool. */
const middle = 10;

export const scenarioCases: readonly MainAppCase[] = [
  {
    name: 'scenario: a provisioning ends as documented, alerts accordingly and leaves nothing behind',
    needs: 'emulated-azure',
    run: assertScenario,
  },
  {
    name: 'scenario: a host that is killed in the middle of a run takes it to the same end, with one pool created',
    needs: 'restart',
    async run(target) {
      const { ready } = azureOf(target);
      const alertsBefore = (await readPublishedAlerts(ready)).length;
      const { id } = await provision(target, 'killed', 1);
      const atKill = await eventually(target, 'the middle of the run', async () => {
        const run = await readRun(target, id);
        return run.percent >= middle || run.status !== 'running' ? run : undefined;
      });
      await target.restart?.();
      assert.equal(atKill.status, 'running', 'the run had ended before the host could be killed');
      await assertDocumentedEnd(target, await readRunEnd(target, id), alertsBefore);
      const creations = (await readArmRequests(ready)).filter(
        ({ method, path, status }) => method === 'PUT' && status < 300 && /agentPools\/killed/i.test(path),
      );
      assert.equal(creations.length, 1);
    },
  },
];
