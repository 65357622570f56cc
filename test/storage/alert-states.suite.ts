import { describe, expect, test } from '@jest/globals';
import type { AlertState } from '../../shared/alerts/alert-state.ts';
import type { PendingDelivery } from '../../shared/alerts/pending-delivery.ts';
import type { AlertStates } from '../../shared/ports/alert-states.ts';
import { createAlertStates } from '../../shared/storage/tables-alert-states.ts';
import { cluster } from '../support/samples/sample-runs.ts';
import { type OpenMemory, secret, textOf } from '../support/storage/open-memory.ts';

const hour = (n: number) => `2026-11-20T${String(n).padStart(2, '0')}:00:00.000Z`;

const state: AlertState = {
  cluster,
  poolName: 'kata',
  announced: 'not-isolated',
  announcedVerdict: 'shared-kernel',
  inconclusiveInARow: 0,
  since: hour(1),
  lastNewsId: '8236-a',
};

export function sampleDelivery(id: string, change: Partial<PendingDelivery> = {}): PendingDelivery {
  return {
    id,
    sink: 'chat',
    alert: { title: 'kata shares a kernel', nodes: ['aks-kata-1'] },
    attempts: 0,
    nextAttemptAt: hour(1),
    lastError: null,
    dead: false,
    ...change,
  };
}

export function describeAlertStates(open: OpenMemory) {
  const newStates = () => createAlertStates(open().access);

  describe('the alert state of a pool', () => {
    test('is read as it was written, however the cluster is spelled', async () => {
      const states = newStates();
      expect(await states.readAlertState(cluster, 'kata')).toEqual({ value: null, eTag: null });
      expect(await states.writeAlertState(state, null)).toEqual({ written: true });
      const read = await states.readAlertState({ ...cluster, name: 'One' }, 'kata');
      expect(read).toEqual({ value: state, eTag: expect.any(String) });
    });

    test('is changed by one of two writers, and the other is told', async () => {
      const states = newStates();
      expect(await states.writeAlertState(state, null)).toEqual({ written: true });
      expect(await states.writeAlertState(state, null)).toEqual({ written: false });
      const { eTag } = await states.readAlertState(cluster, 'kata');
      const outcomes = await Promise.all(
        [1, 2].map((n) => states.writeAlertState({ ...state, inconclusiveInARow: n }, eTag)),
      );
      expect(outcomes.filter(({ written }) => written)).toHaveLength(1);
    });
  });

  describe('the deliveries due', () => {
    const due = async (states: ReturnType<typeof newStates>, now: string, limit = 10) =>
      (await states.listDueDeliveries(now, limit)).map(({ id }) => id);

    test('are those whose moment has come, the oldest first, no more than asked for', async () => {
      const states = newStates();
      const ids = { c: 3, a: 1, b: 2, later: 5 };
      for (const [id, n] of Object.entries(ids))
        await states.enqueueDelivery(sampleDelivery(id, { nextAttemptAt: hour(n) }));
      expect(await due(states, hour(3))).toEqual(['a', 'b', 'c']);
      expect(await due(states, hour(3), 2)).toEqual(['a', 'b']);
      expect(await due(states, hour(0))).toEqual([]);
    });

    test('are the same moments in any notation', async () => {
      const states = newStates();
      await states.enqueueDelivery(sampleDelivery('a', { nextAttemptAt: '2026-11-20T11:00:00+01:00' }));
      expect(await due(states, '2026-11-20T09:59:59Z')).toEqual([]);
      expect(await due(states, '2026-11-20T10:00:00Z')).toEqual(['a']);
    });

    test('hold what was enqueued, once, the first time', async () => {
      const states = newStates();
      await states.enqueueDelivery(sampleDelivery('a'));
      await states.enqueueDelivery(sampleDelivery('a', { attempts: 9, nextAttemptAt: hour(0) }));
      expect(await states.listDueDeliveries(hour(9), 10)).toEqual([sampleDelivery('a')]);
    });

    test('move with their next try', async () => {
      const states = newStates();
      await states.enqueueDelivery(sampleDelivery('a'));
      await states.enqueueDelivery(sampleDelivery('b', { nextAttemptAt: hour(2) }));
      const tried = sampleDelivery('a', { attempts: 1, nextAttemptAt: hour(4), lastError: 'HTTP 503' });
      await states.updateDelivery(tried);
      expect(await due(states, hour(3))).toEqual(['b']);
      expect(await states.listDueDeliveries(hour(4), 10)).toEqual([
        sampleDelivery('b', { nextAttemptAt: hour(2) }),
        tried,
      ]);
      await states.updateDelivery({ ...tried, attempts: 2 });
      expect((await states.listDueDeliveries(hour(4), 10))[1]?.attempts).toBe(2);
    });

    test('are no longer those that are dead', async () => {
      const states = newStates();
      await states.enqueueDelivery(sampleDelivery('a'));
      await states.updateDelivery(sampleDelivery('a', { dead: true, attempts: 10 }));
      expect(await due(states, hour(23))).toEqual([]);
      await states.enqueueDelivery(sampleDelivery('a'));
      expect(await due(states, hour(23))).toEqual([]);
    });

    test('are no longer those that were delivered, also when a slow sender updates them', async () => {
      const memory = open();
      const states = createAlertStates(memory.access);
      await states.enqueueDelivery(sampleDelivery('a/b?'));
      await states.removeDelivery('a/b?');
      await states.removeDelivery('a/b?');
      await states.updateDelivery(sampleDelivery('a/b?', { attempts: 1 }));
      expect(await due(states, hour(23))).toEqual([]);
      expect(await textOf(memory.table('alerts'))).toBe('[]');
    });

    test('stay one each when two senders update them at once', async () => {
      const { access } = open();
      const [one, two] = [createAlertStates(access), createAlertStates(access)];
      await one.enqueueDelivery(sampleDelivery('a'));
      await Promise.all(
        [2, 3, 4, 5].map((n) => (n % 2 ? one : two).updateDelivery(sampleDelivery('a', { nextAttemptAt: hour(n) }))),
      );
      expect(await due(one, hour(23))).toEqual(['a']);
    });

    test('are claimed by one of several senders, until the moment that it gives', async () => {
      const { access } = open();
      const senders = [1, 2, 3, 4].map(() => createAlertStates(access));
      const [one] = senders as [AlertStates];
      await one.enqueueDelivery(sampleDelivery('a'));
      const [listed] = (await one.listDueDeliveries(hour(9), 10)) as [PendingDelivery];
      const claims = await Promise.all(senders.map((sender) => sender.claimDelivery(listed, hour(12))));
      expect(claims.filter(({ claimed }) => claimed)).toHaveLength(1);
      expect(await one.claimDelivery(listed, hour(13))).toEqual({ claimed: false });
      expect(await due(one, hour(11))).toEqual([]);
      const again = await one.listDueDeliveries(hour(12), 10);
      expect(again).toEqual([sampleDelivery('a', { nextAttemptAt: hour(12), claimed: true })]);
      await one.updateDelivery(sampleDelivery('a'));
      expect(await one.listDueDeliveries(hour(9), 10)).toEqual([sampleDelivery('a')]);
      await one.removeDelivery('a');
      expect(await one.claimDelivery(listed, hour(12))).toEqual({ claimed: false });
    });

    test('keep no secret that a sink answered with', async () => {
      const memory = open();
      const states = createAlertStates(memory.access);
      await states.enqueueDelivery(sampleDelivery('a', { lastError: `Said: ${secret}`, alert: { deep: [secret] } }));
      const text = await textOf(memory.table('alerts'));
      expect(text).toContain('Said: ');
      expect(text).not.toContain(secret);
    });
  });
}
