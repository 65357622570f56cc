import { describe, expect, test } from '@jest/globals';
import { queueAlert } from '../../shared/activities/queue-alert.ts';
import { queueStaleAlert } from '../../shared/activities/queue-stale-alert.ts';
import { createAlertSinks } from '../../shared/alerting/http-alert-sinks.ts';
import type { AlertMessage } from '../../shared/alerts/alert-message.ts';
import type { Verdict } from '../../shared/isolation/evidence.ts';
import type { Posture } from '../../shared/posture/posture.ts';
import { createAlertStates } from '../../shared/storage/tables-alert-states.ts';
import { cluster } from '../support/samples/sample-runs.ts';
import { openMemory } from '../support/storage/open-memory.ts';

const hour = (n: number) => `2026-11-20T${String(n).padStart(2, '0')}:00:00.000Z`;

/**
 * Creates the alert state of a pool with a sink for each severity. `tell` queues the alerts of a run that ended at that
 * hour.
 */
function openPool() {
  const alertStates = createAlertStates(openMemory().access);
  const severities: AlertMessage['severity'][] = ['info', 'warning', 'critical'];
  const sinks = createAlertSinks({
    sinks: severities.map((minimumSeverity) => ({
      name: minimumSeverity,
      kind: 'slack',
      minimumSeverity,
      url: 'https://chat.example',
    })),
    credential: { getToken: () => Promise.resolve(null) },
    now: () => 0,
  });
  const ports = { alertStates, sinks };
  const postureOf = (n: number, verdict: Verdict): Posture => ({
    cluster,
    poolName: 'kata',
    verdict,
    reason: `Found at ${n}.`,
    nodesPresent: 1,
    nodesProven: 1,
    runId: `run-${n}`,
    provenAt: hour(n),
    nodeImageVersion: null,
    evidenceHash: null,
    since: hour(n),
    freshUntil: hour(23),
    evidenceSince: null,
    changing: false,
    changingSince: null,
    retired: false,
  });
  return {
    alertStates,
    tell: (n: number, verdict: Verdict) =>
      queueAlert(ports, postureOf(n, verdict), {
        id: `run-${n}`,
        what: verdict,
        at: hour(n),
        nodes: [],
        flapThreshold: 2,
      }).then(({ alert }) => alert),
    grow: (n: number, old: number) => queueStaleAlert(ports, postureOf(n, 'isolated'), hour(old)),
    async queued() {
      const deliveries = await alertStates.listDueDeliveries(hour(23), 100);
      return deliveries.map(({ sink, alert, nextAttemptAt }) => ({
        told: `${alert['kind']} to ${sink}`,
        before: alert['before'],
        at: alert['at'],
        nextAttemptAt,
      }));
    },
  };
}

describe('the news of a pool', () => {
  test('is queued for the sinks of its severity, and its end for the same ones', async () => {
    const { tell, queued } = openPool();
    await tell(1, 'isolated');
    expect(await queued()).toEqual([]);
    await tell(2, 'shared-kernel');
    await tell(3, 'isolated');
    const [, , , ...ends] = await queued();
    expect((await queued()).map(({ told }) => told)).toEqual([
      'opened to critical',
      'opened to info',
      'opened to warning',
      'resolved to critical',
      'resolved to info',
      'resolved to warning',
    ]);
    expect(ends.map(({ before }) => before)).toEqual(
      Array.from({ length: 3 }, () => ({ state: 'shared-kernel', since: hour(2) })),
    );
  });

  test('that is no matter for a pager never reaches it, nor does its end', async () => {
    const { tell, queued } = openPool();
    for (const [n, verdict] of (['inconclusive', 'inconclusive', 'isolated'] as const).entries())
      await tell(n, verdict);
    const told = (await queued()).map((one) => one.told);
    expect(told).toHaveLength(4);
    expect(told.join()).not.toContain('critical');
  });

  test('told twice is queued once', async () => {
    const { tell, queued } = openPool();
    const first = await tell(1, 'suspect');
    expect(first).toMatch(/^[a-z0-9]{13}$/);
    expect(await tell(1, 'suspect')).toBeNull();
    expect(await queued()).toHaveLength(2);
  });

  test('told by two hosts at once is queued once', async () => {
    const { tell, queued } = openPool();
    await Promise.all([tell(1, 'shared-kernel'), tell(1, 'shared-kernel'), tell(1, 'shared-kernel')]);
    expect(await queued()).toHaveLength(3);
  });

  test('that a proof grew old is of the moment of the look, and once however often one looks', async () => {
    const { tell, grow, queued } = openPool();
    await tell(1, 'isolated');
    await grow(1, 20);
    await grow(1, 21);
    expect(await queued()).toEqual(
      ['info', 'warning'].map((sink) => ({
        told: `stale to ${sink}`,
        before: { state: 'isolated', since: hour(1) },
        at: hour(20),
        nextAttemptAt: hour(20),
      })),
    );
  });
});
