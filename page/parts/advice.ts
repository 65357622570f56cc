import type { Standing } from './standing.ts';

/** What a standing means, in a sentence. */
export const meaning: Record<Standing, string> = {
  isolated: 'Sandboxed pods on every node have a kernel of their own, and it is Kata’s.',
  'shared-kernel': 'A sandboxed pod runs on the kernel of its node: nothing separates it from the pods beside it.',
  suspect: 'A sandboxed pod has a kernel of its own that shows no mark of Kata, or one that was seen elsewhere.',
  inconclusive: 'It could not be checked. That is no pass and no failure: nothing is known.',
  stale: 'It was isolated when it was last proven. That is too long ago, or its nodes have changed since.',
  never: 'It is a Kata pool, and nobody has proven it.',
};

/** What a person does now. */
export const advice: Record<Standing, string> = {
  isolated: 'Nothing to do.',
  'shared-kernel':
    'Move what must be isolated off this pool. Open the run to see which node and which check, then prove it again.',
  suspect: 'Treat it as not isolated. Open the run and compare the sandboxed pod’s marks, then prove it again.',
  inconclusive: 'Remove what stood in the way, which the reason names, then prove it again.',
  stale: 'Prove it again.',
  never: 'Prove it.',
};
