import assert from 'node:assert/strict';
import { assertRefused } from '../../../support/main-app/ask-for-runs.ts';
import { askApp, azureOf, readArmRequests } from '../../../support/main-app/main-app-target.ts';
import type { MainAppCase } from './main-app-case.ts';

interface Table {
  outcome: string;
  checks: { name: string; outcome: string; message: string }[];
}

export const preflightCases: readonly MainAppCase[] = [
  {
    name: 'preflights: a table of named checks says what would fail, and nothing is made',
    needs: 'emulated-azure',
    async run(target) {
      const before = (await readArmRequests(azureOf(target).ready)).length;
      for (const [vmSize, expected] of [
        ['Standard_D4s_v5', false],
        ['Standard_B2s', true],
      ] as const) {
        const body = { cluster: target.cluster, nodePool: { name: 'looked', vmSize } };
        const answer = await askApp(target, '/api/preflights', { body });
        assert.equal(answer.status, 200, answer.text);
        const { outcome, checks } = answer.json() as Table;
        assert.equal(outcome === 'failed', expected, answer.text);
        assert.equal(new Set(checks.map(({ name }) => name)).size, checks.length);
      }
      const asked = (await readArmRequests(azureOf(target).ready)).slice(before);
      assert.deepEqual(
        asked.filter(({ method }) => ['PUT', 'DELETE', 'PATCH'].includes(method)),
        [],
      );
    },
  },
  {
    name: 'preflights: what no request can be is refused',
    run: (target) =>
      assertRefused(
        target,
        '/api/preflights',
        { body: { cluster: target.cluster, nodePool: { name: 'Kata' } } },
        400,
        'InvalidRequest',
      ),
  },
];
