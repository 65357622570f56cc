import type { Verdict } from '../../shared/isolation/evidence.ts';
import { cluster, sampleNode } from '../support/samples/sample-runs.ts';

export const digest = 'a'.repeat(64);

/** A record of evidence of one pool with two nodes; `nodes` are the verdicts of its nodes. */
export function record(change: { verdict?: Verdict; nodes?: Verdict[]; imageDigest?: string } = {}) {
  const { verdict = 'isolated', nodes = [verdict, verdict], imageDigest = `sha256:${'b'.repeat(64)}` } = change;
  return {
    runId: '8236-a',
    cluster,
    pools: [
      {
        poolName: 'kata',
        verdict,
        reason: 'Said so.',
        nodesPresent: nodes.length,
        nodesProven: nodes.length,
        changing: false,
      },
    ],
    nodes: nodes.map((each, index) => withVerdict(`aks-kata-${index}`, each, imageDigest)),
  };
}

function withVerdict(name: string, verdict: Verdict, imageDigest: string) {
  const node = sampleNode(name);
  const { sandboxed } = node.evidence;
  if (!sandboxed?.binding) throw new Error('The sample has a pod.');
  const bound = { ...sandboxed, binding: { ...sandboxed.binding, imageDigest } };
  return { ...node, evidence: { ...node.evidence, sandboxed: bound }, verdict: { ...node.verdict, verdict } };
}
