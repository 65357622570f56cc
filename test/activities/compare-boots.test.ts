import { describe, expect, test } from '@jest/globals';
import { compareBoots } from '../../shared/activities/compare-boots.ts';
import { shortenProof } from '../../shared/isolation/coverage.ts';
import type { Verdict } from '../../shared/isolation/evidence.ts';
import type { Ports } from '../../shared/ports/ports.ts';
import type { RunNode } from '../../shared/runs/run-record.ts';
import { sampleNode } from '../support/samples/sample-runs.ts';

const bootId = (number: number) => `0000000${number}-0000-4000-8000-000000000000`;

function proven(nodeName: string, host: string, guest: string, verdict: Verdict = 'isolated'): RunNode {
  const node = sampleNode(nodeName);
  const { before, sandboxed } = node.evidence;
  if (sandboxed?.evidence.outcome !== 'report') throw new Error('The sample has a report.');
  const report = { ...sandboxed.evidence.report, bootId: guest };
  return {
    ...node,
    evidence: {
      ...node.evidence,
      before: before && { ...before, bootId: host },
      sandboxed: { ...sandboxed, evidence: { ...sandboxed.evidence, report } },
    },
    verdict: { ...node.verdict, verdict },
  };
}

/** Compares twice, as Durable may, and returns what is recorded then. */
async function compare(nodes: RunNode[], others: { name: string; bootId: string }[] = []) {
  const records = new Map(nodes.map((node) => [node.evidence.nodeName, node]));
  let writes = 0;
  const ports = {
    records: {
      listProvenNodes: async () =>
        [...records.values()].map(({ poolName, evidence, verdict }) => shortenProof(poolName, evidence, verdict)),
      listNodes: async () => [...records.values()],
      recordNode: async (_: string, node: RunNode) => {
        writes++;
        records.set(node.evidence.nodeName, node);
      },
    },
  } as unknown as Pick<Ports, 'records'>;
  const once = async () =>
    compareBoots(ports, { runId: 'run-1', proven: await ports.records.listProvenNodes('run-1'), cluster: others });
  const first = await once();
  expect(await once()).toEqual(first);
  const known = await ports.records.listProvenNodes('run-1');
  expect(first).toEqual(known);
  const verdicts = [...records.values()].map(({ verdict }) => verdict.verdict);
  return { verdicts, writes, reason: records.get('a')?.verdict.reason };
}

describe('compareBoots', () => {
  test('doubts nodes whose guests share a boot id, once, and leaves worse verdicts alone', async () => {
    const { writes, ...found } = await compare([
      proven('a', bootId(1), bootId(9)),
      proven('b', bootId(2), bootId(9)),
      proven('c', bootId(3), bootId(9), 'shared-kernel'),
      proven('d', bootId(4), bootId(8)),
    ]);
    expect(found).toMatchObject({ verdicts: ['suspect', 'suspect', 'shared-kernel', 'isolated'] });
    expect(writes).toBe(2);
    expect(found.reason).toContain('is that of sandboxed pods on nodes b, c.');
  });

  test('compares with all nodes of the cluster, and not only with those of the pool', async () => {
    const found = await compare([proven('a', bootId(1), bootId(7))], [{ name: 'system-1', bootId: bootId(7) }]);
    expect(found).toMatchObject({ verdicts: ['suspect'] });
    expect(found.reason).toContain('is that of node system-1.');
  });
});
