import { checkBinding } from './check-binding.ts';
import { checkControl } from './check-control.ts';
import { checkSandbox } from './check-sandbox.ts';
import type { Check, NodeEvidence, NodeVerdict } from './evidence.ts';
import { aksVmmName } from './kata.ts';
import { exemption } from './known-injectors.ts';
import { noteEvidence } from './note-evidence.ts';

/**
 * Judges the evidence of one node in this order: are both pods the ones that we asked for, is the control valid, was a
 * Kata sandbox asked for, does the sandboxed pod have a kernel of its own, is that kernel Kata's. Missing or
 * contradictory evidence is `inconclusive`. A missing boot id never counts as a different one, and a boot id of its own
 * is not enough: other sandboxes have one too (gVisor since 2024).
 *
 * `vmmNames` are virtual machine monitors, as DMI names them, that count as Kata's in addition to Cloud Hypervisor.
 */
export function judgeNode(evidence: NodeEvidence, options: { vmmNames?: string[] } = {}): NodeVerdict {
  const binding = checkBinding(evidence);
  const control = checkControl(evidence);
  const sandbox = checkSandbox(evidence, [aksVmmName, ...(options.vmmNames ?? [])]);
  const { verdict, reason } = conclude(evidence, { binding, control, sandbox });
  const checks = [...binding.ours, ...control, sandbox.askedFor, sandbox.ownKernel, sandbox.kataMark, binding.alone];
  return { nodeName: evidence.nodeName, verdict, reason, checks, notes: noteEvidence(evidence) };
}

interface Checks {
  binding: ReturnType<typeof checkBinding>;
  control: Check[];
  sandbox: ReturnType<typeof checkSandbox>;
}

type Conclusion = Pick<NodeVerdict, 'verdict' | 'reason'>;

function conclude(evidence: NodeEvidence, { binding, control, sandbox }: Checks): Conclusion {
  const foreign = binding.ours.find(isFailed);
  if (evidence.failure) {
    const why = `The pod pair could not speak: ${evidence.failure.message}`;
    return inconclusive(foreign ? `${why.replace(/\.$/, '')}. ${describeForeign(foreign)}` : why);
  }
  if (foreign) return inconclusive(describeForeign(foreign));
  const grounds = [...control, ...binding.ours];
  const invalid = grounds.find(isFailed) ?? grounds.find(({ state }) => state !== 'passed');
  if (invalid) return inconclusive(`The comparison is not valid: expected ${invalid.expected}, saw ${invalid.seen}.`);
  const conclusion = concludeSandbox(sandbox);
  return conclusion.verdict === 'isolated' && isFailed(binding.alone)
    ? inconclusive(`Somebody else made pods in the name of our Jobs: ${binding.alone.seen}.`)
    : conclusion;
}

function concludeSandbox({ askedFor, ownKernel, kataMark }: Checks['sandbox']): Conclusion {
  if (askedFor.state !== 'passed')
    return ownKernel.state === 'failed'
      ? { verdict: 'shared-kernel', reason: `The pod runs on the node's kernel without a sandbox: ${askedFor.seen}.` }
      : inconclusive(`No Kata sandbox was asked for, so none can be proven: ${askedFor.seen}.`);
  if (ownKernel.state === 'failed')
    return {
      verdict: 'shared-kernel',
      reason: "The sandboxed pod shares the node's kernel: its boot id is the node's, although Kata was asked for.",
    };
  if (ownKernel.state === 'unknown') return inconclusive(`The sandboxed pod's kernel is not known: ${ownKernel.seen}.`);
  if (kataMark.state !== 'passed')
    return {
      verdict: 'suspect',
      reason: `The sandboxed pod has a kernel of its own that shows no mark of Kata: ${kataMark.seen}.`,
    };
  return { verdict: 'isolated', reason: 'The sandboxed pod runs on a Kata kernel of its own.' };
}

function isFailed({ state }: Check): boolean {
  return state === 'failed';
}

function inconclusive(reason: string): Conclusion {
  return { verdict: 'inconclusive', reason };
}

/** A report may have been written by whatever changed or joined a pod, so it proves nothing. */
function describeForeign({ expected, seen }: Check): string {
  return `The reports prove nothing: expected ${expected}, but ${seen}. ${exemption}.`;
}
