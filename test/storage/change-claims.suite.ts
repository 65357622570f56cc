import { describe, expect, test } from '@jest/globals';
import { createChangeClaims } from '../../shared/storage/tables-change-claims.ts';
import { cluster } from '../support/samples/sample-runs.ts';
import type { OpenMemory } from '../support/storage/open-memory.ts';

const at = '2026-11-20T10:00:00.000Z';
const change = { cluster, poolName: 'kata', changeKey: 'AKSAzureLinux-V3katagen2-202611.10.0/7', at };

export function describeChangeClaims(open: OpenMemory) {
  const newClaims = () => createChangeClaims(open().access);

  describe('a change', () => {
    test('is claimed by one of many hosts, and all are told the same run', async () => {
      const { access } = open();
      const hosts = [createChangeClaims(access), createChangeClaims(access)];
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, n) => hosts[n % 2]?.claimChange({ ...change, runId: `run-${n}` })),
      );
      expect(answers.filter((answer) => answer?.first)).toHaveLength(1);
      expect(new Set(answers.map((answer) => answer?.runId)).size).toBe(1);
    });

    test('is the same change however its cluster is spelled', async () => {
      const claims = newClaims();
      await claims.claimChange({ ...change, runId: 'first' });
      const shouted = { ...cluster, name: 'ONE', resourceGroup: 'Fleet' };
      expect(await claims.claimChange({ ...change, cluster: shouted, runId: 'second' })).toEqual({
        runId: 'first',
        first: false,
      });
    });

    test("is still its claimant's when the answer got lost", async () => {
      const claims = newClaims();
      await claims.claimChange({ ...change, runId: 'first' });
      expect(await claims.claimChange({ ...change, runId: 'first' })).toEqual({ runId: 'first', first: true });
    });

    test.each([
      ['pool', { poolName: 'katb' }],
      ['change', { changeKey: 'AKSAzureLinux-V3katagen2-202611.10.0/8' }],
      ['cluster', { cluster: { ...cluster, name: 'two' } }],
    ])('of another %s is another one', async (_what, other) => {
      const claims = newClaims();
      await claims.claimChange({ ...change, runId: 'first' });
      expect(await claims.claimChange({ ...change, ...other, runId: 'second' })).toEqual({
        runId: 'second',
        first: true,
      });
    });
  });

  describe('the state in which a pool was seen', () => {
    const seen = { state: 's1', eTag: null, changeKey: 'k1' };

    test('is kept for every spelling, and apart from the claims of its changes', async () => {
      const claims = newClaims();
      expect(await claims.readSeen(cluster, 'kata')).toEqual({ value: null, eTag: null });
      await claims.claimChange({ ...change, runId: 'first' });
      expect(await claims.writeSeen({ ...change, seen }, null)).toEqual({ written: true });
      const shouted = { ...cluster, name: cluster.name.toUpperCase() };
      expect(await claims.readSeen(shouted, 'KATA')).toEqual({ value: seen, eTag: expect.any(String) });
      expect((await claims.readSeen(cluster, 'katb')).value).toBeNull();
    });

    test('is written over by nobody who has not read it', async () => {
      const claims = newClaims();
      await claims.writeSeen({ ...change, seen }, null);
      const { eTag } = await claims.readSeen(cluster, 'kata');
      const next = { ...seen, state: 's2' };
      expect(await claims.writeSeen({ ...change, seen: next }, null)).toEqual({ written: false });
      expect(await claims.writeSeen({ ...change, seen: next }, eTag)).toEqual({ written: true });
      expect(await claims.writeSeen({ ...change, seen: next }, eTag)).toEqual({ written: false });
      expect((await claims.readSeen(cluster, 'kata')).value).toEqual(next);
    });
  });

  describe('a run', () => {
    test('is begun by one execution, and by that one again', async () => {
      const claims = newClaims();
      const answers = await Promise.all(['x', 'y', 'z'].map((token) => claims.beginRun('8236-a', token)));
      const winner = ['x', 'y', 'z'][answers.findIndex(({ mine }) => mine)] ?? '';
      expect(answers.filter(({ mine }) => mine)).toHaveLength(1);
      expect(await claims.beginRun('8236-a', winner)).toEqual({ mine: true });
      expect(await claims.beginRun('8236-a', `${winner}2`)).toEqual({ mine: false });
      expect(await claims.beginRun('8236-b', 'other')).toEqual({ mine: true });
    });
  });
}
