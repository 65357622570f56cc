import { expect, test } from '@jest/globals';
import { recordNode } from '../../shared/activities/record-node.ts';
import { rememberDeadRun } from '../../shared/activities/remember-dead-run.ts';
import type { Verdict } from '../../shared/isolation/evidence.ts';
import type { RunRecord } from '../../shared/runs/run-record.ts';
import { sampleNode, sampleRun } from '../support/samples/sample-runs.ts';
import { createMemoryInProcess } from '../support/storage/memory-in-process.ts';

const runId = '8236000000000-aaaaaaaaaa';
const at = '2026-11-20T10:20:00.000Z';
const line = { sequence: '1000-0-0-0001', at, percent: null, detail: null };

/** A run, with a proof of the node n1 that comes to such verdicts, one after the other. */
async function openRun(change: Partial<RunRecord> = {}) {
  const { ports, kept } = createMemoryInProcess(() => false);
  await ports.records.createRun(sampleRun(runId, change));
  const prove = (verdict: Verdict) => {
    const { evidence, verdict: sample } = sampleNode('n1');
    const node = { poolName: 'kata', evidence, verdict: { ...sample, nodeName: 'n1', verdict, reason: `${verdict}.` } };
    return recordNode(ports, { runId, node, at, freshForMs: 1000, line: { ...line, step: `n1: ${verdict}` } });
  };
  const told = () => [...kept.waiting.values()].map(({ alert }) => alert['verdict']);
  return { ports, kept, prove, told, verdict: () => kept.nodes.get(`${runId}/n1`)?.verdict.verdict };
}

test.each<[Verdict, Verdict, Verdict]>([
  ['shared-kernel', 'inconclusive', 'shared-kernel'],
  ['shared-kernel', 'suspect', 'shared-kernel'],
  ['suspect', 'isolated', 'suspect'],
  ['suspect', 'shared-kernel', 'shared-kernel'],
  ['inconclusive', 'isolated', 'isolated'],
  ['isolated', 'inconclusive', 'inconclusive'],
])('of two proofs of one node, %s and then %s, %s stays', async (first, second, stays) => {
  const { prove, verdict } = await openRun();
  await prove(first);
  await prove(second);
  expect(verdict()).toBe(stays);
});

test.each<[string, Partial<RunRecord>]>([
  ['has told its verdict and is cleaning up', { verdict: 'inconclusive', reason: 'A node died.' }],
  ['the sweep is closing', { endedAt: '2026-11-20T10:10:00.000Z' }],
  ['has ended', { status: 'done', verdict: 'isolated', endedAt: '2026-11-20T10:10:00.000Z' }],
])('a leak that is recorded when its run %s reaches people, once', async (_when, change) => {
  const { prove, told, kept } = await openRun(change);
  await prove('shared-kernel');
  await prove('shared-kernel');
  expect(told()).toEqual(['shared-kernel']);
  expect([...kept.postures.values()]).toMatchObject([{ poolName: 'kata', verdict: 'shared-kernel' }]);
});

test('a leak that is recorded while its run is proving is left to the run', async () => {
  const { prove, told } = await openRun();
  expect(await prove('shared-kernel')).toEqual({ late: false });
  expect(told()).toEqual([]);
});

test('a leak that is recorded after the sweep has read the nodes of a dead run reaches people', async () => {
  const { ports, prove, told } = await openRun();
  const { listProvenNodes } = ports.records;
  ports.records.listProvenNodes = async (id) => {
    const nodes = await listProvenNodes(id);
    ports.records.listProvenNodes = listProvenNodes;
    await prove('shared-kernel');
    return nodes;
  };
  await rememberDeadRun(ports, { runId, freshForMs: 1000, flapThreshold: 1 });
  expect(told()).toEqual(['shared-kernel']);
});

test('the line that tells of a node is written after the node', async () => {
  const { prove, ports } = await openRun();
  await prove('isolated');
  expect(await ports.records.listSteps(runId)).toMatchObject([{ ...line, step: 'n1: isolated' }]);
  await ports.records.updateRun(runId, { status: 'done' });
  ports.records.recordNode = async () => {
    throw new Error('storage is away');
  };
  await expect(prove('suspect')).rejects.toThrow('storage is away');
  expect(await ports.records.listSteps(runId)).toMatchObject([{ step: 'n1: isolated' }]);
});
