import assert from 'node:assert/strict';
import type { AlertAnswer } from '../../../../shared/api/answers/alert-schemas.ts';
import { eventually } from '../../../support/eventually.ts';
import { assertRefused } from '../../../support/main-app/ask-for-runs.ts';
import { askApp, type MainAppTarget } from '../../../support/main-app/main-app-target.ts';
import { secretOfSink } from '../../../support/main-app/refusing-sink.ts';
import type { MainAppCase } from './main-app-case.ts';

async function listAlerts(target: MainAppTarget, query = ''): Promise<AlertAnswer[]> {
  const answer = await askApp(target, `/api/alerts${query}`);
  assert.equal(answer.status, 200, answer.text);
  assert.ok(!answer.text.includes(secretOfSink));
  return (answer.json() as { value: AlertAnswer[] }).value;
}

const filtered = ({ subscriptionId, resourceGroup, name }: MainAppTarget['cluster']) => {
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup.toUpperCase()}/providers/Microsoft.ContainerService/managedClusters/${name}`;
  return `filter=${encodeURIComponent(`cluster eq '${id}'`)}`;
};

/** These cases need the run that has waited for approval: the topic took its alert, and the other sink refused it. */
export const alertCases: readonly MainAppCase[] = [
  {
    name: 'alerts: what people were told is listed, with what became of it at each sink and never where that is',
    needs: 'emulated-azure',
    async run(target) {
      const [sent] = await eventually('a sent alert', async () => {
        const found = await listAlerts(target, '?state=sent');
        return found.length > 0 ? found : undefined;
      });
      assert.deepEqual(
        [sent?.kind, sent?.sink, sent?.state, sent?.dueAt, sent?.lastError],
        ['approval-needed', 'topic', 'sent', null, null],
      );
      assert.match(String(sent?.subject), /approval/i);
      assert.equal(sent?.message?.title, sent?.subject);
      assert.ok(String(sent?.sentAt) >= String(sent?.queuedAt));
      const [dead] = await listAlerts(target, '?state=dead');
      assert.deepEqual([dead?.sink, dead?.attempts, dead?.sentAt], ['refusing', 1, null]);
      assert.match(String(dead?.lastError), /refusing answered 404/);
      assert.ok(dead?.diedAt);
      const mine = await listAlerts(target, `?${filtered(target.cluster)}`);
      assert.deepEqual(mine, await listAlerts(target));
      assert.deepEqual(await listAlerts(target, `?${filtered({ ...target.cluster, name: 'other' })}`), []);
    },
  },
  {
    name: 'alerts: a state, a filter, a page that there is not are refused',
    async run(target) {
      await assertRefused(target, '/api/alerts?state=lost', {}, 400, 'InvalidRequest');
      await assertRefused(target, "/api/alerts?filter=sink%20eq%20'topic'", {}, 400, 'InvalidFilter');
      await assertRefused(target, '/api/alerts?continuation=x', {}, 400, 'InvalidContinuation');
    },
  },
  {
    name: 'alerts: one that was given up is queued again, once, and given up again; one that was sent is refused',
    needs: 'emulated-azure',
    async run(target) {
      const [dead] = await listAlerts(target, '?state=dead');
      const replay = (id: string | undefined) => `/api/alerts/${id}/replay`;
      for (const _twice of [1, 2]) {
        const answer = await askApp(target, replay(dead?.id), { method: 'POST' });
        assert.equal(answer.status, 202, answer.text);
        const { state, attempts, diedAt, dueAt } = answer.json() as AlertAnswer;
        assert.deepEqual([state, attempts, diedAt], ['queued', 0, null]);
        assert.ok(dueAt);
      }
      assert.deepEqual(
        (await listAlerts(target, '?state=queued')).map(({ id }) => id),
        [dead?.id],
      );
      const [sent] = await listAlerts(target, '?state=sent');
      await assertRefused(target, replay(sent?.id), { method: 'POST' }, 409, 'AlertSent');
      await assertRefused(target, replay('nobody-topic'), { method: 'POST' }, 404, 'AlertNotFound');
    },
  },
];
