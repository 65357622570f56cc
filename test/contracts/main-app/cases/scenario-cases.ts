import assert from 'node:assert/strict';
import { isUnderWay } from '../../../../scripts/local-stack/call-api.ts';
import { eventually } from '../../../support/eventually.ts';
import { readRun, readRunEnd } from '../../../support/main-app/ask-for-runs.ts';
import { assertDocumentedEnd, assertScenario, provision } from '../../../support/main-app/assert-scenario.ts';
import {
  azureOf,
  type MainAppTarget,
  readArmRequests,
  readPublishedAlerts,
} from '../../../support/main-app/main-app-target.ts';
import type { MainAppCase } from './main-app-case.ts';

/** The percentage of a run after AKS has accepted the request for the pool. */
const middle = 10;

/** Kills the host during a run. A run that has ended before this was seen proves nothing, so another one is started. */
async function killInTheMiddle(target: MainAppTarget) {
  for (let number = 1; ; number++) {
    const poolName = `killed${number}`;
    const alertsBefore = (await readPublishedAlerts(azureOf(target).ready)).length;
    const { id: runId } = await provision(target, poolName, 1);
    const seen = await eventually('the middle of the run', async () => {
      const run = await readRun(target, runId);
      return run.percentComplete >= middle || !isUnderWay(run) ? run : undefined;
    });
    if (!isUnderWay(seen)) continue;
    await target.restart?.();
    return { poolName, runId, alertsBefore };
  }
}

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
      const { poolName, runId, alertsBefore } = await killInTheMiddle(target);
      await assertDocumentedEnd(target, await readRunEnd(target, runId), alertsBefore);
      const creations = (await readArmRequests(ready)).filter(
        ({ method, path, status }) =>
          method === 'PUT' && status < 300 && path.toLowerCase().endsWith(`/agentpools/${poolName}`),
      );
      assert.equal(creations.length, 1);
    },
  },
];
