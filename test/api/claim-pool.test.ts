import { beforeEach, describe, expect, test } from '@jest/globals';
import { type AskedProvisioning, claimPool, findUnderWay, standsStill } from '../../shared/api/claim-pool.ts';
import { HttpError } from '../../shared/api/http-error.ts';
import { newRunRecord } from '../../shared/runs/new-run-record.ts';
import { options } from '../support/runs/run-world.ts';
import { cluster } from '../support/samples/sample-runs.ts';
import { createMemoryInProcess } from '../support/storage/memory-in-process.ts';

const now = new Date('2026-11-20T08:00:00.000Z');
const later = new Date('2026-11-20T08:02:00.000Z');
const id = (letter: string) => `8236000000000-${letter.repeat(10)}`;
const asked = (request: object = { count: 1 }): AskedProvisioning => ({
  ...{ cluster, poolName: 'kata', request: { ...request } },
  urlOf: (runId) => `https://app.example/api/runs/${runId}`,
});

let { ports } = createMemoryInProcess(() => false);
beforeEach(() => {
  ({ ports } = createMemoryInProcess(() => false));
});

const record = (runId: string) =>
  ports.records.createRun(
    newRunRecord(
      { kind: 'provisioning', cluster, poolName: 'kata', cleanup: 'keep', startedBy: null, request: {} },
      ...([runId, now.toISOString(), options] as const),
    ),
  );

async function refusalOf(claiming: Promise<unknown>): Promise<HttpError> {
  const error = await claiming.catch((thrown: unknown) => thrown);
  if (!(error instanceof HttpError)) throw new Error('nothing was refused');
  return error;
}

describe('a pool that two ask for', () => {
  test('in the same words is made by one run, which the others follow', async () => {
    const all = 'abcdefghij'.split('').map((letter) => claimPool(ports, asked(), id(letter), now));
    expect(new Set(await Promise.all(all)).size).toBe(1);
    await record(id('a'));
    expect(await findUnderWay(ports, asked(), now)).toMatchObject({ runId: id('a') });
  });

  test('is the same in any spelling of its cluster', async () => {
    await claimPool(ports, asked(), id('a'), now);
    const shouted = { ...asked(), cluster: { ...cluster, name: cluster.name.toUpperCase() } };
    expect(await claimPool(ports, shouted, id('b'), now)).toBe(id('a'));
  });

  test('in other words is refused to the second, who is told of the first', async () => {
    await claimPool(ports, asked(), id('a'), now);
    await record(id('a'));
    const url = `https://app.example/api/runs/${id('a')}`;
    for (const act of [
      claimPool(ports, asked({ count: 2 }), id('b'), now),
      findUnderWay(ports, asked({ count: 2 }), now),
    ])
      expect(await refusalOf(act)).toMatchObject({
        ...{ status: 409, code: 'ProvisioningUnderWay', headers: { 'Operation-Location': url } },
        details: [{ target: 'Operation-Location', message: url }],
      });
  });

  test('is promised to nobody while its run is being cancelled', async () => {
    await claimPool(ports, asked(), id('a'), now);
    await record(id('a'));
    await ports.records.updateRun(id('a'), { cancelRequested: true });
    for (const act of [
      claimPool(ports, asked(), id('b'), now),
      claimPool(ports, asked({ count: 2 }), id('b'), now),
      findUnderWay(ports, asked(), now),
    ])
      expect(await refusalOf(act)).toMatchObject({
        ...{ status: 409, code: 'ProvisioningUnderWay', headers: { 'Retry-After': '15' } },
        message: expect.stringContaining('being cancelled'),
      });
    expect(await claimPool(ports, asked(), id('a'), now)).toBe(id('a'));
  });

  test('is nobody else’s business under another name', async () => {
    await claimPool(ports, asked(), id('a'), now);
    expect(await claimPool(ports, { ...asked(), poolName: 'kata2' }, id('b'), now)).toBe(id('b'));
  });
});

describe('a run that is over', () => {
  test.each(['done', 'failed', 'cancelled'] as const)('holds nothing when it is %s', async (status) => {
    await claimPool(ports, asked(), id('a'), now);
    await record(id('a'));
    await ports.records.updateRun(id('a'), { status });
    expect(await findUnderWay(ports, asked({ count: 2 }), now)).toBeNull();
    const both = ['b', 'c'].map((letter) => claimPool(ports, asked({ count: 2 }), id(letter), now));
    expect(new Set(await Promise.all(both)).size).toBe(1);
  });

  test('holds nothing when it was never recorded, after a moment', async () => {
    await claimPool(ports, asked(), id('a'), now);
    expect((await refusalOf(claimPool(ports, asked({ count: 2 }), id('b'), now))).code).toBe('ProvisioningUnderWay');
    expect(await claimPool(ports, asked({ count: 2 }), id('b'), later)).toBe(id('b'));
  });
});

describe('a host that was slow between its claim and its record', () => {
  test.each([
    ['in the same words', { count: 1 }],
    ['in other words', { count: 2 }],
  ])('starts nothing when somebody has taken the pool meanwhile %s', async (_how, theirs) => {
    await claimPool(ports, asked(), id('a'), now);
    expect(await claimPool(ports, asked(theirs), id('b'), later)).toBe(id('b'));
    await record(id('b'));
    await record(id('a'));
    expect(await standsStill(ports, id('a'), () => claimPool(ports, asked(), id('a'), later))).toBe(false);
    expect([await ports.records.readRun(id('a')), (await ports.records.readRun(id('b')))?.runId]).toEqual([
      null,
      id('b'),
    ]);
  });

  test('goes on when nobody has, and when the storage does not answer it keeps its record', async () => {
    await claimPool(ports, asked(), id('a'), now);
    await record(id('a'));
    expect(await standsStill(ports, id('a'), () => claimPool(ports, asked(), id('a'), later))).toBe(true);
    const away = () => Promise.reject(new Error('The storage is away.'));
    await expect(standsStill(ports, id('a'), away)).rejects.toThrow('away');
    expect(await ports.records.readRun(id('a'))).not.toBeNull();
  });
});
