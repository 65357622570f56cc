import { describe, expect, test } from '@jest/globals';
import { statementSchema, verdictField, writeStatement } from '../../shared/evidence/statement.ts';
import type { Verdict } from '../../shared/isolation/evidence.ts';
import { cluster } from '../support/samples/sample-runs.ts';
import { digest, record } from './sample-record.ts';

const predicateOf = (given: unknown) =>
  statementSchema.parse(JSON.parse(writeStatement(given, digest) ?? '')).predicate;

describe('a statement', () => {
  test('is about the bytes of the evidence, by their SHA-256', () => {
    const { _type, subject, predicateType } = JSON.parse(writeStatement(record(), digest) ?? '');
    expect(_type).toBe('https://in-toto.io/Statement/v1');
    expect(subject).toEqual([{ name: `${digest}.json`, digest: { sha256: digest } }]);
    expect(predicateType).toBe('https://in-toto.io/attestation/test-result/v0.1');
  });

  test('passes for a pool that is isolated', () => {
    expect(predicateOf(record())).toMatchObject({
      result: 'PASSED',
      passedTests: ['node aks-kata-0', 'node aks-kata-1', 'pool kata'],
      warnedTests: [],
      failedTests: [],
    });
  });

  test.each<Verdict>(['shared-kernel', 'suspect', 'inconclusive'])('fails for a pool that is %s', (verdict) => {
    const { result, passedTests, warnedTests, failedTests } = predicateOf(record({ verdict }));
    expect(result).toBe('FAILED');
    expect([...passedTests, ...warnedTests]).toEqual([]);
    expect(failedTests).toContain('pool kata');
  });

  test('fails for a pool that is inconclusive although each node that was reached is isolated', () => {
    const { result, passedTests, failedTests } = predicateOf(record({ verdict: 'inconclusive', nodes: ['isolated'] }));
    expect(result).toBe('FAILED');
    expect(passedTests).toEqual(['node aks-kata-0']);
    expect(failedTests).toEqual(['pool kata']);
  });

  test('warns of nodes that left an isolated pool unproven', () => {
    const { result, passedTests, warnedTests } = predicateOf(record({ nodes: ['isolated', 'inconclusive'] }));
    expect(result).toBe('WARNED');
    expect(passedTests).toEqual(['node aks-kata-0', 'pool kata']);
    expect(warnedTests).toEqual(['node aks-kata-1']);
  });

  test('is the same in whatever order the evidence is written', () => {
    const { runId, cluster, pools, nodes } = record({ nodes: ['isolated', 'isolated'] });
    expect(writeStatement({ nodes, pools, cluster, runId }, digest)).toBe(writeStatement(record(), digest));
  });

  test('names the images that ran, and says in our words what was found', () => {
    const { predicate } = JSON.parse(writeStatement(record({ verdict: 'suspect' }), digest) ?? '');
    expect(predicate.configuration).toEqual([{ name: 'probe-image', digest: { sha256: 'b'.repeat(64) } }]);
    expect(predicate[verdictField]).toMatchObject({
      clusterId: expect.stringContaining(`/managedClusters/${cluster.name}`),
      runId: '8236-a',
      pools: [{ poolName: 'kata', verdict: 'suspect', nodesPresent: 2, nodesProven: 2 }],
    });
    expect(predicateOf(record({ imageDigest: 'none' })).configuration).toEqual([]);
  });

  test('of a link of a chain says which one it is', () => {
    const { pools, ...rest } = record();
    const link = {
      ...rest,
      pool: pools[0],
      provenAt: '2026-11-20T10:00:00.000Z',
      sequence: 2,
      previous: 'c'.repeat(64),
      rules: '1',
    };
    const { predicate } = JSON.parse(writeStatement(link, digest) ?? '');
    expect(predicate[verdictField]).toMatchObject({
      sequence: 2,
      previous: 'c'.repeat(64),
      rules: '1',
      pools: [{ poolName: 'kata' }],
    });
    expect(predicateOf(link)).toMatchObject({ result: 'PASSED', passedTests: expect.arrayContaining(['pool kata']) });
  });

  test('is none about what is no evidence', () => {
    expect(writeStatement({ runId: '8236-a' }, digest)).toBeNull();
    expect(writeStatement(null, digest)).toBeNull();
  });
});
