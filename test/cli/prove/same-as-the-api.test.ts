import { describe, expect, test } from '@jest/globals';
import { findResidue } from '../../../scripts/local-stack/find-residue.ts';
import type { RunAnswer } from '../../../shared/api/answers/run-schemas.ts';
import { runKataproof } from '../../support/cli/run-kataproof.ts';
import { clusterWithKata } from '../../support/cli/start-kata-cluster.ts';
import { readUntilEnded, startTestStack } from '../../support/main-app/start-test-stack.ts';

/** What a run found out, without what differs from one run to the next: names, ids and times. */
function findingsOf({ result }: Pick<RunAnswer, 'result'>) {
  return {
    verdict: result?.verdict,
    pools: result?.pools.map(({ poolName, verdict, nodesPresent, nodesProven }) => [
      ...[poolName, verdict, nodesPresent, nodesProven],
    ]),
    nodes: result?.nodes
      .map(({ nodeName, verdict, checks, evidence: { before, failure, sandboxed, ordinary } }) => ({
        ...{ nodeName, verdict, failure: failure?.code },
        checks: checks.map(({ id, state }) => [id, state]),
        node: before?.kernelRelease,
        pods: [ordinary, sandboxed].map((pod) =>
          pod?.evidence.outcome === 'report'
            ? [pod.runtimeClassName, pod.evidence.report.kernelRelease, pod.evidence.report.kataCommandLine]
            : (pod?.evidence.outcome ?? null),
        ),
      }))
      .toSorted((a, b) => a.nodeName.localeCompare(b.nodeName)),
    left: result?.cleanup?.problems,
  };
}

const scenarios: [scenario: string, exitCode: number][] = [
  ['healthy', 0],
  ['shared-kernel', 2],
  ['another-sandbox', 2],
  ['silent-pod', 3],
];

describe.each(scenarios)('a proof by kubeconfig, %s', (scenario, exitCode) => {
  test('comes to what the API comes to, and leaves as little', async () => {
    const stack = await startTestStack({ scenario, speed: 60, clusters: [clusterWithKata('demo', 2)] });
    try {
      const args = ['prove', '--kubeconfig', stack.emulator.adminKubeconfig, '--node-pool', 'kata', '--output', 'json'];
      const proven = await runKataproof(args);
      expect(await findResidue(stack.emulator)).toEqual([]);
      const { id } = await stack.call<RunAnswer>('/api/verifications', {
        cluster: stack.clusterBody,
        nodePool: 'kata',
      });
      const verified = await readUntilEnded(stack, id);
      expect(await findResidue(stack.emulator)).toEqual([]);
      expect(findingsOf(JSON.parse(proven.stdout) as RunAnswer)).toEqual(findingsOf(verified));
      expect(proven.code).toBe(exitCode);
    } finally {
      await stack.stop();
    }
  });
});

const named = process.env['KATAPROOF_TEST_KUBECONFIG'];

(named ? describe : describe.skip)('a proof of the cluster that KATAPROOF_TEST_KUBECONFIG names', () => {
  test('comes to a verdict about every Kata node, and cleans up without problems', async () => {
    const { stdout, code } = await runKataproof(['prove', '--kubeconfig', named ?? '', '--output', 'json']);
    const { result } = JSON.parse(stdout) as RunAnswer;
    expect([0, 2, 3]).toContain(code);
    expect(result?.cleanup?.problems).toEqual([]);
  });
});
