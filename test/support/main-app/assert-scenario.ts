import assert from 'node:assert/strict';
import type { RunAnswer } from '../../../scripts/local-stack/call-api.ts';
import { findResidue } from '../../../scripts/local-stack/find-residue.ts';
import { preflightOf, scenarioEnds } from '../../../scripts/local-stack/scenario-ends.ts';
import type { EmulatorReady } from '../../../scripts/local-stack/start-emulated-azure.ts';
import type { RunResult } from '../../../shared/api/answers/run-schemas.ts';
import type { PreflightCheck } from '../../../shared/preflight/preflight-check.ts';
import { askForRefusal, readRunEnd, startRun } from './ask-for-runs.ts';
import { askApp, azureOf, type MainAppTarget, readAccessRecord, readPublishedAlerts } from './main-app-target.ts';

/** Requests a Kata pool that is deleted afterwards, whatever the result. */
export const provision = (
  target: MainAppTarget,
  name: string,
  count: number,
  preflight: 'enforce' | 'skip' = 'enforce',
): Promise<RunAnswer> =>
  startRun(target, '/api/provisionings', {
    cluster: target.cluster,
    nodePool: { name, count, nodeTaints: ['sandbox=kata:NoSchedule'] },
    cleanup: 'always-delete',
    preflight,
  });

/** Requests a cluster of its own with a Kata pool, which are deleted afterwards, whatever the result. */
const provisionCluster = (target: MainAppTarget): Promise<RunAnswer> =>
  startRun(target, '/api/provisionings', {
    cluster: { ...target.cluster, name: 'fresh' },
    newCluster: { location: 'westeurope' },
    nodePool: { name: 'kata' },
    cleanup: 'always-delete',
  });

/**
 * Asserts that a run has ended as its scenario documents, with the right alerts and nothing left behind. `alertsBefore`
 * is the number of alerts published before the run.
 */
export async function assertDocumentedEnd(target: MainAppTarget, run: RunAnswer, alertsBefore: number): Promise<void> {
  const { scenario, ready } = azureOf(target);
  const documented = scenarioEnds[scenario];
  assert.ok(documented, `${scenario} has no documented end`);
  const { result } = run;
  assert.ok(result, `${run.id} has not ended`);
  assert.deepEqual([run.status, run.percentComplete, run.error], ['Succeeded', 100, null]);
  assert.equal(result.verdict, documented.verdict);
  assert.match(`${result.reason} ${result.nodes.map(({ reason }) => reason).join(' ')}`, documented.because);
  const cleaned = documented.newCluster ? cleanedWithCluster : cleanedAfter(result);
  assert.deepEqual(result.cleanup, { ...cleaned, problems: [] });
  const alerts = (await readPublishedAlerts(ready)).slice(alertsBefore);
  const bad = documented.verdict !== 'isolated';
  assert.deepEqual([...new Set(alerts.map(({ type }) => type))], bad ? ['Kataproof.Alert.Opened'] : []);
  assert.equal(new Set(alerts.map(({ id }) => id)).size, bad ? 1 : 0);
  if (bad) assert.ok(JSON.stringify(alerts).includes(run.id));
  assert.deepEqual(await findResidue(ready), []);
  await assertRights(ready);
}

/** Nothing was asked for that the roles lack, and nothing was written in a cluster that is not ours. */
async function assertRights(ready: EmulatorReady): Promise<void> {
  const { checks, writes } = await readAccessRecord(ready);
  // Either Azure or Kubernetes allows what is done in a cluster; these clusters have Azure RBAC.
  const refused = checks.filter(({ by, allowed }) => by !== 'kubernetes-rbac' && !allowed);
  assert.deepEqual(refused, []);
  assert.deepEqual(
    writes.filter(({ labels }) => labels['app.kubernetes.io/managed-by'] !== 'kataproof'),
    [],
  );
}

/** What is cleaned up is what was made: nothing where the PUT itself was refused, and without a pool there are no pods. */
function cleanedAfter({ nodes, reason }: RunResult) {
  const pods = nodes.length > 0 ? 'removed' : 'none';
  return {
    podPairs: pods,
    namespace: pods,
    pool: /quota|RequestDisallowedByPolicy/i.test(reason ?? '') ? 'none' : 'removed',
  };
}

/** A cluster that AKS could not make never had a pool of ours. */
const cleanedWithCluster = { podPairs: 'none', namespace: 'none', pool: 'none', cluster: 'removed' };

/** The preflight ends the run before anything is made, and nobody is alerted. */
async function assertFoundBeforehand(target: MainAppTarget, check: string): Promise<void> {
  const { ready } = azureOf(target);
  const [writes, alerts] = [await readAccessRecord(ready), await readPublishedAlerts(ready)];
  const { id } = await provision(target, 'kata', 1);
  const { error } = await readRunEnd(target, id);
  assert.equal(error?.code, 'PreflightFailed');
  assert.ok(error.message.includes(`${check}: `), error.message);
  assert.deepEqual((await readAccessRecord(ready)).writes, writes.writes);
  assert.deepEqual(await readPublishedAlerts(ready), alerts);
  assert.deepEqual(await findResidue(ready), []);
}

/** The request is refused, the preflight says what to do, and nothing is made. */
async function assertRefusedBeforehand(target: MainAppTarget, { code, check }: { code: string; check: string }) {
  const { ready, scenario } = azureOf(target);
  const because = scenarioEnds[scenario]?.because ?? /^$/;
  const before = [(await readAccessRecord(ready)).writes, await readPublishedAlerts(ready)];
  const body = { cluster: target.cluster, nodePool: { name: 'kata', count: 1 } };
  const refusal = await askForRefusal(target, '/api/provisionings', { body });
  assert.equal(refusal.code, code);
  assert.match(refusal.message, because);
  const { checks } = (await askApp(target, '/api/preflights', { body })).json() as { checks: PreflightCheck[] };
  const row = checks.find(({ name }) => name === check);
  assert.equal(row?.outcome, 'failed');
  assert.match(row.message, because);
  assert.match(row.remedy ?? '', /az aks update --enable-run-command/);
  assert.deepEqual([(await readAccessRecord(ready)).writes, await readPublishedAlerts(ready)], before);
  assert.deepEqual(await findResidue(ready), []);
}

/** Asserts the documented end of a scenario, on a target whose emulated Azure plays it. */
export async function assertScenario(target: MainAppTarget): Promise<void> {
  const alertsBefore = (await readPublishedAlerts(azureOf(target).ready)).length;
  // Only a mixed pool needs more than one node.
  const several = ['mixed-pool', 'node-never-registers'].includes(azureOf(target).scenario);
  const { scenario } = azureOf(target);
  const { foundBy, newCluster, refused } = scenarioEnds[scenario] ?? {};
  if (refused) return assertRefusedBeforehand(target, refused);
  if (foundBy) await assertFoundBeforehand(target, foundBy);
  const started = await (newCluster
    ? provisionCluster(target)
    : provision(target, 'kata', several ? 3 : 1, preflightOf(scenario)));
  await assertDocumentedEnd(target, await readRunEnd(target, started.id), alertsBefore);
}
