import { isSameBootId } from './boot-id.ts';
import type { Check, CheckState, NodeEvidence, PodObservation } from './evidence.ts';
import { describeSilence, reportOf } from './report-of.ts';

/**
 * Checks whether the comparison is valid: the ordinary pod shows exactly the kernel that the Node object shows, both
 * pods ran on that node, and the node did not reboot between the two reads.
 */
export function checkControl(evidence: NodeEvidence): Check[] {
  return [checkSameBoot(evidence), ...checkPlacement(evidence), ...checkOrdinaryKernel(evidence)];
}

function checkSameBoot({ nodeName, before, after }: NodeEvidence): Check {
  const id = 'node-did-not-reboot';
  const expected = `node ${nodeName} in the same boot before and after`;
  if (!before || !after) {
    const when = before ? 'afterwards' : after ? 'beforehand' : 'at all';
    return { id, state: 'unknown', expected, seen: `a node that could not be read ${when}` };
  }
  if (before.name !== nodeName || after.name !== nodeName)
    return { id, state: 'failed', expected, seen: `readings of ${before.name} and ${after.name}` };
  if (before.uid !== after.uid) return { id, state: 'failed', expected, seen: 'another node of the same name' };
  if (!isSameBootId(before.bootId, after.bootId))
    return { id, state: 'failed', expected, seen: `boot ${before.bootId}, then boot ${after.bootId}` };
  return { id, state: 'passed', expected, seen: `boot ${before.bootId} both times` };
}

function checkPlacement(evidence: NodeEvidence): Check[] {
  return (['ordinary', 'sandboxed'] as const).map((role) => {
    const pod = evidence[role];
    const state: CheckState = !pod?.nodeName ? 'unknown' : pod.nodeName === evidence.nodeName ? 'passed' : 'failed';
    return {
      id: `${role}-pod-on-node`,
      state,
      expected: `the ${role} pod on node ${evidence.nodeName}`,
      seen: whereIs(pod),
    };
  });
}

function whereIs(pod: PodObservation | null): string {
  if (!pod) return 'no such pod';
  return pod.nodeName ? `it on node ${pod.nodeName}` : 'it on no node';
}

function checkOrdinaryKernel({ before, ordinary }: NodeEvidence): Check[] {
  const report = reportOf(ordinary);
  const compare = (
    id: string,
    what: string,
    node: string | undefined,
    seen: string | null | undefined,
    same: (one: string, other: string) => boolean,
  ): Check => {
    const expected = `the ordinary pod with the node's ${what}${node ? ` ${node}` : ''}`;
    if (!report) return { id, state: 'unknown', expected, seen: describeSilence(ordinary) };
    if (!node) return { id, state: 'unknown', expected, seen: `a node without ${what}` };
    if (!seen) return { id, state: 'unknown', expected, seen: `a pod without ${what}` };
    return { id, state: same(seen, node) ? 'passed' : 'failed', expected, seen: `${what} ${seen}` };
  };
  return [
    compare('control-boot-id', 'boot id', before?.bootId, report?.bootId, isSameBootId),
    compare('control-kernel-release', 'kernel release', before?.kernelRelease, report?.kernelRelease, Object.is),
  ];
}
