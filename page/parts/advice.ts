import type { Posture } from '../api/answers.ts';
import { describeDay } from './history-days.ts';
import type { Known, Standing } from './standing.ts';

/** What a standing means, in a sentence. */
export const meaning: Record<Standing, string> = {
  isolated: 'Sandboxed pods on every node have a kernel of their own, and it is Kata’s.',
  'shared-kernel': 'A sandboxed pod runs on the kernel of its node: nothing separates it from the pods beside it.',
  suspect: 'A sandboxed pod has a kernel of its own that shows no mark of Kata, or one that was seen elsewhere.',
  inconclusive: 'It could not be checked. That is no pass and no failure: nothing is known.',
  stale: 'It was isolated when it was last proven. That is too long ago, or its nodes have changed since.',
  never: 'It is a Kata pool, and nobody has proven it.',
};

/** Why a pool stands as it does, where that is known more exactly than by its standing. */
export function whySo(posture: Posture | null, known: Known | null): string {
  if (posture === null || known === null) return meaning.never;
  const { standing, staleBecause, otherImage } = known;
  if (standing !== 'stale') return posture.reason;
  if (posture.retired) return 'It was isolated when it was last proven. It no longer exists.';
  const why = {
    age: `that proof counted until ${describeDay(posture.freshUntil)}`,
    'node-image': `its nodes have another image now${otherImage ? `: ${otherImage}` : ''}`,
    changing: 'its nodes are being changed since',
  };
  const told = staleBecause.map((each) => why[each]);
  return told.length === 0
    ? meaning.stale
    : `It was isolated when it was last proven, on ${describeDay(posture.provenAt)}. But ${told.join(', and ')}.`;
}

/** How the form that starts a proof calls `liftQuarantine`. */
export const openIfIsolated = 'Open the pool if it is isolated';

/** What a person does now. Nothing has to be moved off a pool that keeps everything off until it is proven. */
export function whatToDo(standing: Standing, quarantined = false): string {
  if (quarantined && standing !== 'isolated')
    return `It is in quarantine, so nothing else runs there. Mend what the reason names, then prove it again with “${openIfIsolated}”.`;
  return advice[standing];
}

const advice: Record<Standing, string> = {
  isolated: 'Nothing to do.',
  'shared-kernel':
    'Move what must be isolated off this pool. See in the run which node it is and which check failed, then prove it again.',
  suspect: 'Treat it as not isolated. Compare the sandboxed pod’s marks in the run, then prove it again.',
  inconclusive: 'Remove what stood in the way, which the reason names, then prove it again.',
  stale: 'Prove it again.',
  never: 'Prove it.',
};
