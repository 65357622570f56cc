import type { Gap, GapKind } from './report.ts';

/** The kinds of gaps in words, as a list names them. */
export const gapInWords: Record<GapKind, string> = {
  'never-proven': 'never proven',
  stale: 'proof is stale',
  inconclusive: 'could not be checked',
  'nodes-unseen': 'nodes not proven',
  'nothing-to-prove': 'nothing was proven',
  'not-ended': 'run without an end that counts',
  'not-inspected': 'never inspected',
  unread: 'could not be read',
  'left-out': 'left out of this report',
};

const ofPools: readonly GapKind[] = ['never-proven', 'stale', 'inconclusive', 'nodes-unseen'];

/** Whether what is told of a pool says it already: formats that have an entry for each pool do not count it twice. */
export function isToldByPool({ kind }: Pick<Gap, 'kind'>): boolean {
  return ofPools.includes(kind);
}
