import { checkControl } from './check-control.ts';
import { checkSandbox } from './check-sandbox.ts';
import type { Check, NodeEvidence, NodeVerdict, Verdict } from './evidence.ts';
import { aksVmmName } from './kata.ts';
import { noteEvidence } from './note-evidence.ts';

/**
 * Judges the evidence of one node in this order: is the control valid, was a Kata sandbox asked for, does the sandboxed
 * pod have a kernel of its own, is that kernel Kata's. Missing or contradictory evidence is `inconclusive`. A missing
 * boot id (gVisor has none) never counts as a different one.
 *
 * `vmmNames` are virtual machine monitors, as DMI names them, that count as Kata's in addition to Cloud Hypervisor.
 */
export function judgeNode(evidence: NodeEvidence, options: { vmmNames?: string[] } = {}): NodeVerdict {
  const control = checkControl(evidence);
  const sandbox = checkSandbox(evidence, [aksVmmName, ...(options.vmmNames ?? [])]);
  const { verdict, reason } = conclude(evidence, control, sandbox);
  const checks = [...control, sandbox.askedFor, sandbox.ownKernel, sandbox.kataMark];
  return { nodeName: evidence.nodeName, verdict, reason, checks, notes: noteEvidence(evidence) };
}

function conclude(
  evidence: NodeEvidence,
  control: Check[],
  { askedFor, ownKernel, kataMark }: ReturnType<typeof checkSandbox>,
): { verdict: Verdict; reason: string } {
  if (evidence.failure)
    return { verdict: 'inconclusive', reason: `The pod pair could not speak: ${evidence.failure.message}` };
  const invalid =
    control.find((check) => check.state === 'failed') ?? control.find((check) => check.state !== 'passed');
  if (invalid)
    return {
      verdict: 'inconclusive',
      reason: `The comparison is not valid: expected ${invalid.expected}, saw ${invalid.seen}.`,
    };
  if (askedFor.state !== 'passed')
    return ownKernel.state === 'failed'
      ? { verdict: 'shared-kernel', reason: `The pod runs on the node's kernel without a sandbox: ${askedFor.seen}.` }
      : { verdict: 'inconclusive', reason: `No Kata sandbox was asked for, so none can be proven: ${askedFor.seen}.` };
  if (ownKernel.state === 'failed')
    return {
      verdict: 'shared-kernel',
      reason: "The sandboxed pod shares the node's kernel: its boot id is the node's, although Kata was asked for.",
    };
  if (ownKernel.state === 'unknown')
    return { verdict: 'inconclusive', reason: `The sandboxed pod's kernel is not known: ${ownKernel.seen}.` };
  if (kataMark.state !== 'passed')
    return {
      verdict: 'suspect',
      reason: `The sandboxed pod has a kernel of its own that shows no mark of Kata: ${kataMark.seen}.`,
    };
  return { verdict: 'isolated', reason: 'The sandboxed pod runs on a Kata kernel of its own.' };
}
