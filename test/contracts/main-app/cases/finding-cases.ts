import assert from 'node:assert/strict';
import { assertRefused } from '../../../support/main-app/ask-for-runs.ts';
import { askApp, type ClusterBody, type MainAppTarget } from '../../../support/main-app/main-app-target.ts';
import type { MainAppCase } from './main-app-case.ts';

export interface ShownFinding {
  id: string;
  rule: string;
  message: string;
  state: string;
  waiver: { reason: string; until: string } | null;
}

const pathOf = ({ subscriptionId, resourceGroup, name }: ClusterBody): string =>
  `/api/clusters/${subscriptionId}/${resourceGroup}/${name}/findings`;

const inspectionOf = (cluster: ClusterBody): string => pathOf(cluster).replace(/findings$/, 'inspect');

export async function listFindings(target: MainAppTarget, query = ''): Promise<ShownFinding[]> {
  const answer = await askApp(target, `${pathOf(target.cluster)}${query}`);
  assert.deepEqual([answer.status, answer.headers.get('cache-control')], [200, 'no-store'], answer.text);
  return (answer.json() as { value: ShownFinding[] }).value;
}

const day = (daysFromNow: number): string => new Date(Date.now() + daysFromNow * 86_400_000).toISOString().slice(0, 10);
const reason = 'Moves next month.';

const refusals: readonly { what: string; rest: string; body?: unknown; status: number; code: string }[] = [
  {
    what: 'an unknown finding to waive',
    rest: '/nobody/waive',
    body: { reason, until: day(30) },
    status: 404,
    code: 'FindingNotFound',
  },
  { what: 'an unknown finding to take back', rest: '/nobody/unwaive', status: 404, code: 'FindingNotFound' },
  {
    what: 'a waiver that has ended',
    rest: '/x/waive',
    body: { reason, until: '2020-01-01' },
    status: 400,
    code: 'InvalidRequest',
  },
  {
    what: 'a waiver without a reason',
    rest: '/x/waive',
    body: { until: day(30) },
    status: 400,
    code: 'InvalidRequest',
  },
];

/** These cases need the event cases before them, from which the cluster has a finding `support-ended`. */
export const findingCases: readonly MainAppCase[] = [
  ...refusals.map(
    ({ what, rest, body, status, code }): MainAppCase => ({
      name: `findings: ${what} is refused`,
      run: (target) =>
        assertRefused(target, `${pathOf(target.cluster)}${rest}`, { method: 'POST', body }, status, code),
    }),
  ),
  {
    name: 'findings: an unknown query is refused',
    run: (target) => assertRefused(target, `${pathOf(target.cluster)}?sort=id`, {}, 400, 'InvalidRequest'),
  },
  {
    name: 'findings: a cluster whose subscription is no GUID is refused, on every route of it',
    async run(target) {
      const cluster = { ...target.cluster, subscriptionId: 'mine' };
      for (const path of [pathOf(cluster), pathOf(cluster).replace(/findings$/, 'postures')])
        await assertRefused(target, path, {}, 400, 'InvalidRequest');
      await assertRefused(target, `${pathOf(cluster)}/x/unwaive`, { method: 'POST' }, 400, 'InvalidRequest');
      await assertRefused(target, inspectionOf(cluster), { method: 'POST' }, 400, 'InvalidRequest');
    },
  },
  {
    name: 'findings: a cluster that does not exist has none and no postures: it is not found',
    async run(target) {
      const other = pathOf({ ...target.cluster, name: 'never-seen' });
      for (const path of [other, other.replace(/findings$/, 'postures')])
        await assertRefused(target, path, { method: 'GET' }, 404, 'ClusterNotFound');
    },
  },
  {
    name: 'inspect: a cluster that does not exist is not found',
    run: (target) =>
      assertRefused(
        target,
        inspectionOf({ ...target.cluster, name: 'never-seen' }),
        { method: 'POST' },
        404,
        'ClusterNotFound',
      ),
  },
  {
    name: 'inspect: answers what stands, with the time of the look',
    needs: 'emulated-azure',
    async run(target) {
      const asked = new Date().toISOString();
      const answer = await askApp(target, inspectionOf(target.cluster), { method: 'POST' });
      assert.equal(answer.status, 200, answer.text);
      const { inspected } = answer.json() as { inspected: { azure: string; workloads: string } };
      assert.ok(inspected.azure >= asked && inspected.workloads >= asked, answer.text);
    },
  },
  {
    name: 'findings: one is waived until a day, and stands again once that is taken back',
    needs: 'emulated-azure',
    async run(target) {
      const read = async () => (await listFindings(target, '?all=true')).find(({ rule }) => rule === 'support-ended');
      const id = (await read())?.id;
      const waived = await askApp(target, `${pathOf(target.cluster)}/${id}/waive`, {
        body: { reason, until: day(30) },
      });
      assert.equal(waived.status, 200, waived.text);
      assert.deepEqual([(await read())?.state, (await read())?.waiver?.until], ['waived', `${day(30)}T23:59:59.999Z`]);
      const back = await askApp(target, `${pathOf(target.cluster)}/${id}/unwaive`, { method: 'POST' });
      assert.equal(back.status, 200, back.text);
      assert.deepEqual([(await read())?.state, (await read())?.waiver], ['standing', null]);
    },
  },
];
