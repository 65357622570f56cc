import { type Finding, note } from './finding.ts';
import { chainKey, type ToldChain } from './told-chain.ts';
import { type ChainRecords, type Link, recordsBeyond } from './walk-chain.ts';

/** Each proof of a list must be in the chain, and say of itself what the list does. */
export function compareList({ path, value }: ToldChain, chain: ChainRecords, walked: readonly Link[]): Finding[] {
  const { altered, later } = chain;
  const on = new Map([...walked, ...recordsBeyond(chain, walked)].map((link) => [link.digest, link.record]));
  return value.flatMap((proof): Finding[] => {
    const record = on.get(proof.digest);
    if (later.has(proof.digest)) return [];
    if (!record && altered.has(proof.digest))
      return [
        note(
          'wrong',
          'RecordMissing',
          proof.digest,
          `It is number ${proof.sequence} in ${path}, and its bytes were changed.`,
        ),
      ];
    if (!record)
      return [
        note(
          'wrong',
          'RecordMissing',
          proof.digest,
          `It is number ${proof.sequence} in ${path}, and the chain does not lead through it.`,
        ),
      ];
    const told = [proof.sequence, proof.runId, proof.provenAt, proof.verdict, proof.previousDigest];
    const said = [record.sequence, record.runId, record.provenAt, record.pool.verdict, record.previous];
    if (told.join() === said.join()) return [];
    return [
      note(
        'wrong',
        'ListDiffers',
        proof.digest,
        `${path} says of it: ${told.join(', ')}; it says itself: ${said.join(', ')}.`,
      ),
    ];
  });
}

/** A list of a chain of which no record was given. */
export function judgeTold(
  told: readonly ToldChain[],
  groups: ReadonlyMap<string, unknown>,
  { later }: Pick<ChainRecords, 'later'>,
): Finding[] {
  return told
    .filter((list) => list.value.some(({ digest }) => !later.has(digest)) && !groups.has(chainKey(list)))
    .map(({ path, poolName, value }) =>
      note(
        'wrong',
        'RecordMissing',
        path,
        `It lists ${value.length} proofs of pool ${poolName}, of which no record is among the files.`,
      ),
    );
}
