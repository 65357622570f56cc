import type { NodePool, Posture, Verdict } from '../api/answers.ts';

/** A verdict of a proof, or what stands in its place where there is none that counts. */
export type Standing = Verdict | 'stale' | 'never';

/** Every standing, the gravest first. */
export const gravestFirst: readonly Standing[] = [
  'shared-kernel',
  'suspect',
  'inconclusive',
  'stale',
  'never',
  'isolated',
];

/** Those that a proof may have, the gravest first. */
export const verdicts: readonly Verdict[] = gravestFirst.filter((each) => each !== 'stale' && each !== 'never');

/** How old a proof is against its limit. */
export type Age = Posture['age'];

/** Why a proof may no longer be relied on. */
export type StaleBecause = NonNullable<NodePool['lastProof']>['staleBecause'][number];

/** What ARM shows of a pool: null where it was not asked, or did not answer. */
export type ArmPool = Pick<NodePool, 'lastProof' | 'nodeImageVersion'> | null;

/** What is known of a pool now. */
export interface Known {
  standing: Standing;
  age: Age;
  staleBecause: readonly StaleBecause[];
  /** Since when it stands so; null where nobody can tell. */
  since: string | null;
  /** The image that its nodes have now, where that is another one than was proven. */
  otherImage: string | null;
}

/** A pass counts only while it is fresh. What was no pass stays what it was, however old. */
const standing = (verdict: Verdict, stale: boolean): Standing => (verdict === 'isolated' && stale ? 'stale' : verdict);

/** What a posture says at a moment (milliseconds since 1970), and what ARM does: a posture alone does not know of a new node image. */
export function knownNow(posture: Posture, pool: ArmPool, nowMs: number): Known {
  const { verdict, freshUntil, changing, changingSince } = posture;
  // What ARM was asked about another proof, before or after this one, says nothing of this one.
  const last = pool?.lastProof?.runId === posture.runId ? pool.lastProof : null;
  const staleBecause: readonly StaleBecause[] = last?.staleBecause.length
    ? last.staleBecause
    : [...(Date.parse(freshUntil) <= nowMs ? (['age'] as const) : []), ...(changing ? (['changing'] as const) : [])];
  // The page may be open for longer than the proof counts.
  const age = last?.age === 'stale' || Date.parse(freshUntil) <= nowMs ? 'stale' : posture.age;
  const stands = standing(verdict, age === 'stale');
  const begun = [
    staleBecause.includes('age') ? freshUntil : null,
    staleBecause.includes('changing') ? changingSince : null,
  ];
  const [staleSince = null] = begun.filter((each) => each !== null).sort((a, b) => Date.parse(a) - Date.parse(b));
  return {
    ...{ standing: stands, age, staleBecause, since: stands === 'stale' ? staleSince : posture.since },
    otherImage: staleBecause.includes('node-image') ? (pool?.nodeImageVersion ?? null) : null,
  };
}

/** How a pool stands by what ARM and its last proof say of it; null for one that is not of Kata. */
export function standingOfPool({ proof, lastProof }: Pick<NodePool, 'proof' | 'lastProof'>): Standing | null {
  if (proof === 'not-kata') return null;
  return lastProof === null ? 'never' : standing(lastProof.verdict, proof === 'stale');
}
