import { describe, expect, test } from '@jest/globals';
import type { AlertState } from '../../shared/alerts/alert-state.ts';
import type { Delivery } from '../../shared/alerts/delivery.ts';
import { formatClusterId } from '../../shared/clusters/cluster-id.ts';
import type { AlertStates, DeliveryFilter } from '../../shared/ports/alert-states.ts';
import { toColumns } from '../../shared/storage/tables/json-columns.ts';
import { createAlertStates } from '../../shared/storage/tables-alert-states.ts';
import { cluster } from '../support/samples/sample-runs.ts';
import { type OpenMemory, secret, textOf } from '../support/storage/open-memory.ts';

const hour = (n: number) => `2026-11-20T${String(n).padStart(2, '0')}:00:00.000Z`;

const idOf = (name: string) => formatClusterId({ ...cluster, name });

const state: AlertState = {
  cluster,
  poolName: 'kata',
  announced: 'not-isolated',
  announcedVerdict: 'shared-kernel',
  inconclusiveInARow: 0,
  since: hour(1),
  lastNewsId: '8236-a',
};

export function sampleDelivery(id: string, change: Partial<Delivery> = {}): Delivery {
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

    test('are no longer those that were sent, also when a slow sender updates them or they are queued again', async () => {
      const states = newStates();
      await states.enqueueDelivery(sampleDelivery('a/b?'));
      await states.recordSent(sampleDelivery('a/b?', { claimed: true }), hour(3));
      await states.recordSent(sampleDelivery('a/b?'), hour(4));
      await states.updateDelivery(sampleDelivery('a/b?', { attempts: 1 }));
      await states.enqueueDelivery(sampleDelivery('a/b?'));
      expect(await due(states, hour(23))).toEqual([]);
      expect(await states.readDelivery('a/b?')).toEqual(sampleDelivery('a/b?', { sentAt: hour(3) }));
    });

    test('are none that retention has removed, whoever still has something to say of them', async () => {
      const memory = open();
      const states = createAlertStates(memory.access);
      await states.updateDelivery(sampleDelivery('gone', { attempts: 1 }));
      await states.recordSent(sampleDelivery('gone'), hour(3));
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
      const [listed] = (await one.listDueDeliveries(hour(9), 10)) as [Delivery];
      const claims = await Promise.all(senders.map((sender) => sender.claimDelivery(listed, hour(12))));
      expect(claims.filter(({ claimed }) => claimed)).toHaveLength(1);
      expect(await one.claimDelivery(listed, hour(13))).toEqual({ claimed: false });
      expect(await due(one, hour(11))).toEqual([]);
      const again = await one.listDueDeliveries(hour(12), 10);
      expect(again).toEqual([sampleDelivery('a', { nextAttemptAt: hour(12), claimed: true })]);
      await one.updateDelivery(sampleDelivery('a'));
      expect(await one.listDueDeliveries(hour(9), 10)).toEqual([sampleDelivery('a')]);
      await one.recordSent(sampleDelivery('a'), hour(4));
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

  describe('the list of deliveries', () => {
    const inOther = { alert: { clusterId: idOf('two') } };
    /** Two of each state, written in no order. */
    async function fill(states: AlertStates) {
      const ofOne = { alert: { clusterId: idOf('ONE') } };
      const write = async (id: string, change: Partial<Delivery>) => {
        await states.enqueueDelivery(sampleDelivery(id));
        await states.updateDelivery(sampleDelivery(id, change));
      };
      await write('queued-2', { ...ofOne, nextAttemptAt: hour(20) });
      await write('queued-1', { ...inOther, nextAttemptAt: hour(19) });
      await write('dead-2', { ...ofOne, dead: true, diedAt: hour(5), nextAttemptAt: hour(9) });
      await write('dead-1', { ...inOther, dead: true, diedAt: hour(6), nextAttemptAt: hour(7) });
      for (const [id, n, change] of [
        ['sent-1', 8, ofOne],
        ['sent-2', 3, inOther],
      ] as const) {
        await states.enqueueDelivery(sampleDelivery(id, change));
        await states.recordSent(sampleDelivery(id, change), hour(n));
      }
    }

    const idsOf = async (states: AlertStates, filter: DeliveryFilter, limit = 10) => {
      const ids: string[] = [];
      for (let continuation: string | null = null; ; ) {
        const page = await states.listDeliveries({ limit, continuation, filter });
        expect(page.deliveries.length).toBeLessThanOrEqual(limit);
        ids.push(...page.deliveries.map(({ id }) => id));
        continuation = page.continuation;
        if (continuation === null) return ids;
      }
    };

    test('has those of one state: what ended newest first, what waits soonest due first', async () => {
      const states = newStates();
      await fill(states);
      expect(await idsOf(states, { state: 'dead' })).toEqual(['dead-1', 'dead-2']);
      expect(await idsOf(states, { state: 'queued' })).toEqual(['queued-1', 'queued-2']);
      expect(await idsOf(states, { state: 'sent' })).toEqual(['sent-1', 'sent-2']);
    });

    test('has all of them, the dead, the queued, then the sent, however small its pages are', async () => {
      const states = newStates();
      await fill(states);
      const all = ['dead-1', 'dead-2', 'queued-1', 'queued-2', 'sent-1', 'sent-2'];
      for (const limit of [1, 2, 4, 10]) expect(await idsOf(states, {}, limit)).toEqual(all);
    });

    test('has those of a cluster, however that is spelled', async () => {
      const states = newStates();
      await fill(states);
      expect(await idsOf(states, { cluster })).toEqual(['dead-2', 'queued-2', 'sent-1']);
      expect(await idsOf(states, { cluster: { ...cluster, name: 'TWO' }, state: 'dead' }, 1)).toEqual(['dead-1']);
      expect(await idsOf(states, { cluster: { ...cluster, name: 'none' } })).toEqual([]);
    });

    test('has dead letters of earlier versions after its own, and leaves out what it cannot read', async () => {
      const memory = open();
      const states = createAlertStates(memory.access);
      await fill(states);
      const { diedAt: _unknown, ...old } = sampleDelivery('old', { dead: true });
      const columns = toColumns({ ...old });
      const raw = memory.table('alerts');
      await raw.createEntity({ partitionKey: 'delivery', rowKey: `dead|${hour(1)}|old`, ...columns });
      const pointer = toColumns({ deliveryKey: `dead|${hour(1)}|old` });
      await raw.createEntity({ partitionKey: 'delivery', rowKey: 'id|old', ...pointer });
      await raw.createEntity({ partitionKey: 'delivery', rowKey: `dead|${hour(2)}|odd`, id: 'edited' });
      expect(await idsOf(states, { state: 'dead' })).toEqual(['dead-1', 'dead-2', 'old']);
      expect(await states.replayDelivery('old', hour(9))).toMatchObject({ dead: false, nextAttemptAt: hour(9) });
      expect(await idsOf(states, { state: 'queued' })).toEqual(['old', 'queued-1', 'queued-2']);
    });

    test('refuses a page that nobody gave', async () => {
      const continuation = Buffer.from("after:id|x' or RowKey ge '").toString('base64url');
      await expect(newStates().listDeliveries({ limit: 5, continuation })).rejects.toMatchObject({
        code: 'InvalidContinuation',
      });
    });
  });

  describe('a replay', () => {
    const dead = (id: string) =>
      sampleDelivery(id, { dead: true, diedAt: hour(5), attempts: 24, lastError: 'ServerFailed: It answered 500.' });
    const kill = async (states: AlertStates, id: string) => {
      await states.enqueueDelivery(sampleDelivery(id));
      await states.updateDelivery(dead(id));
    };
    const again = (id: string) =>
      sampleDelivery(id, { nextAttemptAt: hour(9), claimed: false, lastError: dead(id).lastError });

    test('makes a dead letter due now, with all of its tries, once', async () => {
      const states = newStates();
      await kill(states, 'a');
      expect(await states.replayDelivery('a', hour(9))).toEqual(again('a'));
      expect(await states.replayDelivery('a', hour(10))).toEqual(again('a'));
      expect(await states.listDueDeliveries(hour(9), 10)).toEqual([again('a')]);
      expect((await states.listDeliveries({ limit: 9, continuation: null })).deliveries).toEqual([again('a')]);
    });

    test('leaves what waits, was sent, or never was as it is', async () => {
      const states = newStates();
      await states.enqueueDelivery(sampleDelivery('waits'));
      expect(await states.replayDelivery('waits', hour(9))).toEqual(sampleDelivery('waits'));
      await states.recordSent(sampleDelivery('waits'), hour(2));
      expect(await states.replayDelivery('waits', hour(9))).toEqual(sampleDelivery('waits', { sentAt: hour(2) }));
      expect(await states.replayDelivery('never', hour(9))).toBeNull();
      expect(await states.listDueDeliveries(hour(23), 10)).toEqual([]);
    });

    test('by several at once, beside a sender, queues it once and is sent once', async () => {
      const { access } = open();
      const [one, two, sender] = [1, 2, 3].map(() => createAlertStates(access)) as [
        AlertStates,
        AlertStates,
        AlertStates,
      ];
      await kill(one, 'a');
      const claim = async () => {
        const [listed] = await sender.listDueDeliveries(hour(23), 10);
        return listed ? (await sender.claimDelivery(listed, hour(22))).claimed : false;
      };
      await Promise.all([one.replayDelivery('a', hour(9)), claim(), two.replayDelivery('a', hour(9)), claim()]);
      const waiting = await one.listDueDeliveries(hour(23), 10);
      expect(waiting).toMatchObject([{ id: 'a', attempts: 0, dead: false }]);
      await sender.recordSent(again('a'), hour(10));
      expect(await one.replayDelivery('a', hour(11))).toMatchObject({ sentAt: hour(10) });
    });
  });
}
