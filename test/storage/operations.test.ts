import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { queueAlert } from '../../shared/activities/queue-alert.ts';
import type { Ports } from '../../shared/ports/ports.ts';
import type { Posture } from '../../shared/posture/posture.ts';
import { createAlertStates } from '../../shared/storage/tables-alert-states.ts';
import { createFindings } from '../../shared/storage/tables-findings.ts';
import { cluster } from '../support/samples/sample-runs.ts';
import { type CountedStorage, countStorage, tally } from '../support/storage/count-storage.ts';
import { openMemory } from '../support/storage/open-memory.ts';

const { access } = openMemory();
const day = (n: number) => `2026-11-${String(n).padStart(2, '0')}T00:00:00.000Z`;
let counted: CountedStorage;

beforeAll(async () => {
  counted = await countStorage(access.connectionString, access.tablePrefix);
  await inspect([], 1);
  await announce('isolated', 'first');
});

beforeEach(() => counted.forget());

afterAll(() => counted?.stop());

const through = () => ({ ...access, connectionString: counted.connectionString });

function inspect(ids: string[], n: number) {
  const found = ids.map((id) => {
    const told = { subject: 's', message: 'm', remedy: 'r', controls: [] };
    return { id, rule: 'pod-not-sandboxed', severity: 'high' as const, ...told };
  });
  const inspection = { cluster, rules: ['pod-not-sandboxed'], found, sources: ['workloads' as const], at: day(n) };
  return createFindings(through()).recordInspection(inspection);
}

/** What storage of its own is asked by `act`, without the creation of tables that each new adapter asks for. */
async function operationsOf(act: Promise<unknown>): Promise<Record<string, number>> {
  await act;
  return tally(counted.operations().filter(({ what }) => what !== 'POST table'));
}

test('an inspection reads a cluster once, and writes what it found and when in one transaction', async () => {
  expect(await operationsOf(inspect(['a', 'b', 'c'], 2))).toEqual({
    'table findings batch': 1,
    'table findings list': 1,
  });
  counted.forget();
  expect(await operationsOf(inspect([], 3))).toEqual({ 'table findings batch': 1, 'table findings list': 1 });
});

function announce(verdict: Posture['verdict'], id: string) {
  const alertStates = createAlertStates(through());
  const ports = { alertStates, sinks: { namesFor: () => ['hook'] } } as unknown as Pick<Ports, 'alertStates' | 'sinks'>;
  const posture = { cluster, poolName: 'kata', verdict, reason: 'So.', since: day(1), runId: 'a-run' } as Posture;
  return queueAlert(ports, posture, { id, what: verdict, at: day(1), nodes: [], flapThreshold: 1 });
}

test('a verdict that is no news for people is only looked up', async () => {
  expect(await operationsOf(announce('isolated', 'second'))).toEqual({ 'table alerts read': 1 });
  counted.forget();
  expect(await operationsOf(announce('suspect', 'third'))).toEqual({
    'table alerts batch': 1,
    'table alerts read': 1,
    'table alerts replace': 1,
  });
});
