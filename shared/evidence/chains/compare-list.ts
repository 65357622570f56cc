import { type Finding, note } from './finding.ts';
import { chainKey, type ToldChain } from './told-chain.ts';
import { type ChainRecords, type Link, recordsBeyond } from './walk-chain.ts';

type Proof = ToldChain['value'][number];

/** Each proof of a list must be in the chain, and say of itself what the list does. */
export function compareList({ path, value }: ToldChain, chain: ChainRecords, walked: readonly Link[]): Finding[] {
  const { altered, later } = chain;
  const on = new Map([...walked, ...recordsBeyond(chain, walked)].map((link) => [link.digest, link.record]));
  const isAway = ({ digest }: Proof) => !on.has(digest) && !later.has(digest) && !altered.has(digest);
  return value.flatMap((proof, place): Finding[] => {
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
    if (!record) {
      const newer = value[place - 1];
      // Behind a gap all are away: who reads of each of them does not see the gap.
      if (newer && isAway(newer)) return [];
      const rest = value.slice(place);
      const end = rest.findIndex((each) => !isAway(each));
      return [tellAway(path, rest.slice(0, end === -1 ? undefined : end))];
    }
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

/** Proofs that follow one another in a list, the newest first, of which none is in the chain. */
function tellAway(path: string, away: readonly Proof[]): Finding {
  const [newest, oldest] = [away[0], away.at(-1)];
  const rest = away.length - 1;
  const which = `It is number ${newest?.sequence} in ${path}, and the chain does not lead through it`;
  const others = rest === 0 ? '' : `, nor through the ${rest} before it, down to number ${oldest?.sequence}`;
  return note('wrong', 'RecordMissing', newest?.digest ?? path, `${which}${others}.`);
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
