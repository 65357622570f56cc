import { lostRace, untilWritten } from '../errors/until-written.ts';
import { withoutSecrets } from '../errors/without-secrets.ts';
import type { Proof } from '../evidence/build-proof.ts';
import type { ProofRecord } from '../evidence/proof-record.ts';
import { toCanonicalJson } from '../plain/canonical-json.ts';
import type { Ports } from '../ports/ports.ts';
import type { ChainHead } from '../ports/proof-chains.ts';
import type { RunNode } from '../runs/run-record.ts';

type ChainPorts = Pick<Ports, 'evidence' | 'chains' | 'postures'>;

/**
 * Archives a proof as the newest record of its pool's chain, once: the same news, told again, is what was archived. The
 * record is written first and taken up then. Where another proof came in between, it is built anew upon that one, and what
 * was written stays in the archive as a record that nothing leads to. Throws coded errors.
 */
export async function keepProof(ports: ChainPorts, proof: Proof): Promise<{ digest: string }> {
  const { evidence, chains } = ports;
  const { cluster, pool, newsId } = proof;
  const { poolName } = pool;
  // As it is read back from the record of a run that died, from whose texts secrets were removed.
  const news = toCanonicalJson(withoutSecrets({ newsId, pool }));
  let isTried = false;
  return untilWritten(`The chain of proofs of pool ${poolName}`, async () => {
    const { value: head, eTag, isOfNews } = await chains.readHead(cluster, poolName, news);
    if (head && isOfNews) return { digest: head.digest };
    // News that was taken up before the head is refused at first: to look for it costs every proof a read.
    const known = isTried ? await chains.findNews(cluster, poolName, news) : null;
    if (known) return { digest: known.digest };
    isTried = true;
    const record: ProofRecord = { ...proof, ...(await placeAfter(ports, proof, head)) };
    const { hash: digest } = await evidence.keepEvidence(record);
    const { appended } = await chains.append(cluster, poolName, { entry: entryOf(record, digest), news, eTag });
    return appended ? { digest } : lostRace;
  });
}

/** The first record of a pool names the evidence that the posture knows: it was archived before there were chains. */
async function placeAfter(
  { postures }: ChainPorts,
  { cluster, pool }: Proof,
  head: ChainHead | null,
): Promise<Pick<ProofRecord, 'sequence' | 'previous' | 'unchained'>> {
  if (head) return { sequence: head.sequence + 1, previous: head.digest, unchained: null };
  const { value } = await postures.readPosture(cluster, pool.poolName);
  return { sequence: 1, previous: null, unchained: value?.evidenceHash ?? null };
}

function entryOf({ sequence, previous, runId, provenAt, pool, nodes }: ProofRecord, digest: string) {
  const { verdict, reason, nodesPresent, nodesProven } = pool;
  const told = { runId, provenAt, verdict, reason, nodesPresent, nodesProven, nodeImageVersion: imageOf(nodes) };
  return { ...told, sequence, digest, previousDigest: previous, signed: false };
}

/** The image of the nodes that were proven; null when none could be read. */
export function imageOf(nodes: readonly RunNode[]): string | null {
  return nodes.map(({ evidence }) => evidence.after?.nodeImageVersion).find(Boolean) ?? null;
}
