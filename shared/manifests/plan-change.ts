import { oldKataRuntimeClasses } from '../isolation/kata.ts';
import { sandboxOf } from '../workloads/sandbox-of.ts';
import type { PodFacts, RuntimeClassFacts } from '../workloads/workload-facts.ts';

/** Which RuntimeClasses of others are replaced: none, those of AKS's previews, or all that are not AKS's Kata. */
export const replacements = ['none', 'old', 'all'] as const;
export type Replacement = (typeof replacements)[number];

/** Whether a pod gets the wanted class, and what is to be told of it. */
export interface ChangePlan {
  change: boolean;
  note: string | null;
}

/**
 * Decides whether a pod gets the wanted class. A pod that is sandboxed already keeps its class, whatever it is called.
 * A class that leads elsewhere, or that nobody knows, was somebody's decision: it is replaced when that is asked for,
 * and otherwise told.
 */
export function planChange(
  pod: Pick<PodFacts, 'runtimeClassName' | 'nodeSelector'>,
  classes: RuntimeClassFacts[],
  { wanted, replace }: { wanted: string; replace: Replacement },
): ChangePlan {
  const present = pod.runtimeClassName;
  if (pod.nodeSelector['kubernetes.io/os'] === 'windows')
    return { change: false, note: 'Left as it is: Kata sandboxes pods of Linux, and this one is for Windows.' };
  if (present === null) return { change: true, note: null };
  if (present === wanted) return { change: false, note: null };
  if (oldKataRuntimeClasses.includes(present))
    return replaced(replace !== 'none', present, `is the name of a preview; the present one is ${wanted}`);
  const sandbox = sandboxOf(pod, classes);
  switch (sandbox.state) {
    case 'sandboxed':
    case 'no-class':
      return { change: false, note: null };
    case 'sandboxed-by-upstream':
      return replaced(replace === 'all', present, `is not of AKS; AKS's own is ${wanted}`);
    case 'other-handler':
      return replaced(
        replace === 'all',
        present,
        `leads to the handler ${sandbox.handler}, which is no sandbox of Kata`,
      );
    case 'class-absent':
      return replaced(replace === 'all', present, 'is not known here, so nobody can say where it leads');
  }
}

function replaced(change: boolean, present: string, why: string): ChangePlan {
  const what = change ? 'Replaced' : 'Left as it is';
  return { change, note: `${what}: its RuntimeClass ${present} ${why}.` };
}
