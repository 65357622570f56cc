import assert from 'node:assert/strict';
import { assertRefused } from '../../../support/main-app/ask-for-runs.ts';
import { askApp, type MainAppTarget } from '../../../support/main-app/main-app-target.ts';
import type { MainAppCase } from './main-app-case.ts';

const pathOf = ({ cluster: { subscriptionId, resourceGroup, name } }: MainAppTarget): string =>
  `/api/clusters/${subscriptionId}/${resourceGroup}/${name}/report`;

const nowhere = '/api/clusters/11111111-1111-4111-8111-111111111111/rg/nobody/report';

/** These cases need the run cases before them, which have proven a pool. */
export const reportCases: readonly MainAppCase[] = [
  {
    name: 'reports: the fleet has one, which says what it is about',
    async run(target) {
      const answer = await askApp(target, '/api/fleet/report');
      assert.equal(answer.status, 200, answer.text);
      assert.match(answer.text, /"scope":\s*\{\s*"kind":\s*"fleet"/);
    },
  },
  {
    name: 'reports: a cluster has one, as SARIF to who accepts that',
    needs: 'emulated-azure',
    async run(target) {
      const answer = await askApp(target, pathOf(target), { headers: { accept: 'application/sarif+json' } });
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.headers.get('content-type'), 'application/sarif+json');
      assert.match(
        answer.headers.get('content-disposition') ?? '',
        /^attachment; filename="kataproof-[\w.-]+\.sarif"$/,
      );
    },
  },
  {
    name: 'reports: a run has one, as JUnit reads it',
    needs: 'emulated-azure',
    async run(target) {
      const runs = (await askApp(target, '/api/runs')).json() as { value: { id: string; status: string }[] };
      const run = runs.value.find(({ status }) => status === 'Succeeded');
      assert.ok(run, 'no run has succeeded before');
      const answer = await askApp(target, `/api/runs/${run.id}/report?format=junit`);
      assert.equal(answer.status, 200, answer.text);
      assert.match(answer.text, /^<\?xml version="1\.0" encoding="UTF-8"\?>\s*<testsuites /);
    },
  },
  {
    name: 'reports: none of a run or a cluster that does not exist',
    needs: 'emulated-azure',
    async run(target) {
      await assertRefused(target, '/api/runs/nobody/report', {}, 404, 'RunNotFound');
      await assertRefused(target, nowhere, {}, 404, 'ClusterNotFound');
    },
  },
  {
    name: 'reports: a format that there is not is refused',
    async run(target) {
      await assertRefused(target, '/api/fleet/report?format=pdf', {}, 400, 'InvalidRequest');
    },
  },
];
