import { type Failure, toFailure } from '../errors/failure.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import { placeInChain } from '../evidence/proof-record.ts';
import { writeStatement } from '../evidence/statement.ts';
import type { EvidenceSigner } from '../ports/evidence-signer.ts';
import type { Ports } from '../ports/ports.ts';

type SigningPorts = Pick<Ports, 'evidence' | 'chains' | 'statements' | 'signer'>;

/** Whether evidence has a signed statement. `failure` says why there is none yet; null where nothing is to be signed. */
export interface Signing {
  signed: boolean;
  failure: Failure | null;
}

/**
 * Signs kept evidence (its SHA-256), if a key is set. Evidence that cannot be signed now is remembered, and the sweep
 * makes it up: what Key Vault does keeps no verdict from being recorded. `at` is ISO 8601. Idempotent. Throws only what
 * keeps that from being remembered.
 */
export async function signEvidence(ports: SigningPorts, digest: string, at: string): Promise<Signing> {
  const { signer, statements } = ports;
  if (!signer) return { signed: false, failure: null };
  try {
    return { signed: await makeStatement({ ...ports, signer }, digest), failure: null };
  } catch (error) {
    await statements.markUnsigned(digest, at);
    return { signed: false, failure: toFailure(error) };
  }
}

/** Codes that blame the one record that was read. */
const ofOneRecord: ReadonlySet<string> = new Set(['EvidenceCorrupt', 'AnswerTooLarge']);

/** Records that one sweep signs. */
const mostAtOnce = 100;

/**
 * Signs evidence that waits for its statement. Stops at the first that fails, since the next would too, unless that one
 * record is to blame. `waiting` are those that still wait, of those that were looked at. Throws coded errors of storage.
 */
export async function signMissing(
  ports: SigningPorts,
): Promise<{ signed: number; waiting: number; failure: Failure | null }> {
  const { signer, statements } = ports;
  if (!signer) return { signed: 0, waiting: 0, failure: null };
  const { digests } = await statements.listUnsigned(mostAtOnce);
  let [signed, gone] = [0, 0];
  let failure: Failure | null = null;
  for (const digest of digests) {
    try {
      // Evidence that is gone, or that an earlier version wrote in another form, is waited for no longer.
      if (await makeStatement({ ...ports, signer }, digest)) signed++;
      else {
        await statements.unmark(digest);
        gone++;
      }
    } catch (error) {
      failure ??= toFailure(error);
      if (!ofOneRecord.has(toFailure(error).code)) break;
    }
  }
  return { signed, waiting: digests.length - signed - gone, failure };
}

/**
 * Whether there is a statement afterwards. The evidence is read back, because what is kept is what must be signed. It waits
 * until the list of proofs tells of the statement too. A statement that is there already counts if it is by our key: while a
 * record waits, who may write to the container could put another one in its place. Throws EvidenceCorrupt for such a one.
 */
async function makeStatement(
  { evidence, chains, statements, signer }: SigningPorts & { signer: EvidenceSigner },
  digest: string,
): Promise<boolean> {
  const record = await evidence.readEvidence(digest);
  const kept = await statements.readStatement(digest);
  if (kept && !(await signer.isOurs(kept, { digest, ...(record !== null && { record }) })))
    throw new KataproofError(
      'EvidenceCorrupt',
      `The statement beside the evidence ${digest} is not by the key that signs here, or tells something else. It was put there before this app could sign; find out by whom.`,
    );
  const statement = kept ? null : writeStatement(record, digest);
  if (!kept && statement === null) return false;
  if (statement !== null) await statements.keepStatement(digest, await signer.signStatement(statement, digest));
  const place = placeInChain(record);
  if (place) {
    const { cluster, poolName, sequence } = place;
    await chains.markSigned(cluster, poolName, { sequence, digest });
  }
  await statements.unmark(digest);
  return true;
}
