import { describe, expect, test } from '@jest/globals';
import { createRetention } from '../../shared/storage/tables-retention.ts';
import { createRunClaims } from '../../shared/storage/tables-run-claims.ts';
import type { OpenMemory } from '../support/storage/open-memory.ts';

const at = '2026-11-20T10:00:00.000Z';
const claimOf = (runId: string, fingerprint = 'f1') => ({ runId, fingerprint, at });

export function describeRunClaims(open: OpenMemory) {
  const newClaims = () => createRunClaims(open().access);

  describe('a key', () => {
    test('is claimed by one of many hosts, and all are told the same run', async () => {
      const { access } = open();
      const hosts = [createRunClaims(access), createRunClaims(access)];
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, n) => hosts[n % 2]?.claimRun('request/1', claimOf(`run-${n}`))),
      );
      expect(answers.filter((answer) => answer?.first)).toHaveLength(1);
      expect(new Set(answers.map((answer) => answer?.runId)).size).toBe(1);
    });

    test("is still its claimant's when the answer got lost, and nobody else's", async () => {
      const claims = newClaims();
      expect(await claims.readClaim('k')).toBeNull();
      await claims.claimRun('k', claimOf('one'));
      expect(await claims.claimRun('k', claimOf('one'))).toEqual({ ...claimOf('one'), first: true });
      expect(await claims.claimRun('k', claimOf('two', 'f2'))).toEqual({ ...claimOf('one'), first: false });
      expect(await claims.readClaim('k')).toEqual(claimOf('one'));
    });

    test('may be any text', async () => {
      const claims = newClaims();
      for (const key of ['a/b?c#d\\e', 'ä|%', 'x'.repeat(5000), `${'x'.repeat(5000)}y`])
        expect(await claims.claimRun(key, claimOf(`run of ${key.length} ${key[0]}`))).toMatchObject({ first: true });
    });

    test('passes to one of all who saw that its run had ended', async () => {
      const { access } = open();
      const hosts = [createRunClaims(access), createRunClaims(access)];
      await hosts[0]?.claimRun('pool', claimOf('ended'));
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => hosts[n % 2]?.claimAfter('pool', 'ended', claimOf(`run-${n}`))),
      );
      expect(answers.filter((answer) => answer?.first)).toHaveLength(1);
      expect(new Set(answers.map((answer) => answer?.runId)).size).toBe(1);
    });

    test('is freed by its own run alone, and then claimed by the next', async () => {
      const claims = newClaims();
      await claims.claimRun('k', claimOf('one'));
      await claims.releaseRun('k', 'two');
      expect(await claims.readClaim('k')).toEqual(claimOf('one'));
      await claims.releaseRun('k', 'one');
      await claims.releaseRun('k', 'one');
      expect(await claims.claimAfter('k', 'one', claimOf('two'))).toEqual({ ...claimOf('two'), first: true });
    });

    test('is forgotten with the history of its time', async () => {
      const { access } = open();
      const claims = createRunClaims(access);
      await claims.claimRun('old', claimOf('one'));
      await claims.claimRun('young', { ...claimOf('two'), at: '2026-11-25T10:00:00.000Z' });
      await createRetention(access).removeOlderThan('2026-11-22T00:00:00.000Z', 100);
      expect(await claims.readClaim('old')).toBeNull();
      expect(await claims.readClaim('young')).not.toBeNull();
    });
  });
}
