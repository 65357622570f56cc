import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { chainKey, toldChainSchema } from '../../shared/evidence/chains/told-chain.ts';
import { digestSchema, placeInChain } from '../../shared/evidence/proof-record.ts';
import { parseJson } from '../../shared/plain/parse-json.ts';
import { CallFailed, callApi } from '../client/call-api.ts';
import { listAll } from '../client/list-all.ts';
import { clusterPath, clusterUsage, readCluster } from '../client/read-cluster.ts';
import { addressFlags, addressUsage, type Connection, readConnection } from '../client/read-connection.ts';
import { type Command, parseFlags, WrongArguments } from '../command-line/command.ts';
import { listName, sha256 } from '../evidence/read-evidence-files.ts';

const proofSchema = z.object({
  sequence: z.int(),
  runId: z.string(),
  provenAt: z.string(),
  verdict: z.string(),
  digest: digestSchema,
  previousDigest: digestSchema.nullable(),
  signed: z.boolean(),
});

type Proof = z.output<typeof proofSchema>;

const previousSchema = z.object({ previous: z.string().nullable() });

const flags = {
  cluster: { type: 'string' },
  'node-pool': { type: 'string' },
  out: { type: 'string' },
  since: { type: 'string' },
  ...addressFlags,
} as const;

export const evidence: Command = {
  usage: `Usage: kataproof evidence --cluster CLUSTER --node-pool POOL --out FOLDER [--since MOMENT] [options]

Saves the proofs of a pool for kataproof verify-evidence: the list (proofs.json), each record (DIGEST.json) and its signed
statement (DIGEST.dsse.json) where there is one. Records that the list has no longer are followed back as far as they are kept.
Prints the digest of the newest record: note it elsewhere, for --head of the next verification.

${clusterUsage}
  --node-pool POOL        the pool; "(no agent pool)" for nodes of node auto-provisioning
  --out FOLDER            where to, a folder for each pool; evidence that is there already with other bytes is not written over
  --since MOMENT          only proofs of this moment or later (ISO 8601)
${addressUsage}

Exit codes: 0 saved, 1 anything else.`,
  async run(args) {
    const { values } = parseFlags(args, flags);
    const poolName = values['node-pool'];
    const { out } = values;
    if (!poolName) throw new WrongArguments('Which pool? Name it with --node-pool.');
    if (!out) throw new WrongArguments('Where to? Name a folder with --out.');
    const since = values.since === undefined ? undefined : readMoment(values.since);
    const cluster = readCluster(values.cluster);
    const source = { connection: readConnection(values, process.env), cluster, out };
    await refuseListOfOther(join(out, listName), { cluster, poolName });
    const path = `${clusterPath(cluster)}/nodePools/${encodeURIComponent(poolName)}/proofs`;
    const proofs = await listAll(source.connection, path, proofSchema, { since });
    await mkdir(out, { recursive: true });
    let saved = 0;
    for (const [place, proof] of proofs.entries()) {
      if ((await saveRecord(source, proof.digest)) === null) throw tellLost(proof, proofs[place - 1]);
      if (proof.signed) await saveStatement(source, proof.digest);
      saved++;
    }
    if (since === undefined) saved += await saveOlder(source, proofs.at(-1)?.previousDigest ?? null);
    await writeFile(join(out, listName), `${JSON.stringify({ cluster, poolName, value: proofs }, null, 2)}\n`);
    const [newest] = proofs;
    if (!newest) throw noProofs(poolName, cluster, since);
    tell(newest, saved, out);
    return 0;
  },
};

/** A folder has one list, and it tells which record is the newest: that of another pool is not written over. */
async function refuseListOfOther(path: string, chain: Parameters<typeof chainKey>[0]): Promise<void> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const { data: list } = toldChainSchema.safeParse(parseJson(text));
  if (list && (list.value.length === 0 || chainKey(list) === chainKey(chain))) return;
  const what = list ? `the list of proofs of pool ${list.poolName} of cluster ${list.cluster.name}` : 'another file';
  throw new Error(
    `${path} is there already, ${what}. Save each pool to a folder of its own: verify-evidence takes several, and a folder with folders in it.`,
  );
}

interface Source {
  connection: Connection;
  cluster: ClusterReference;
  out: string;
}

function readMoment(text: string): string {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) throw new WrongArguments(`--since must be a moment (ISO 8601), not "${text}".`);
  return moment.toISOString();
}

/** On stdout stands a digest or nothing: it is read by programs. */
function tell(newest: Proof, saved: number, out: string): void {
  console.log(newest.digest);
  console.error(`${saved} record${saved === 1 ? '' : 's'} saved in ${out}.`);
}

/** Evidence outlives its pool, so a pool that is not there is no mistake by itself, and a wrong name looks like one. */
function noProofs(poolName: string, { name }: ClusterReference, since: string | undefined): CallFailed {
  const when = since === undefined ? '' : ` since ${since}`;
  return new CallFailed(
    `No proof of pool ${poolName} of cluster ${name} is recorded${when}, so nothing was saved. Is that its name? kataproof clusters lists the pools; kataproof verify proves one.`,
  );
}

/** The list may go back further than evidence is kept; which of both it was, only who knows how long it is kept can tell. */
function tellLost({ digest, sequence, provenAt }: Proof, after: Proof | undefined): CallFailed {
  const lost = `The archive has no record ${digest}, which the list of proofs has as number ${sequence}, proven at ${provenAt}.`;
  if (!after) return new CallFailed(lost);
  return new CallFailed(
    `${lost} If evidence of that age is kept no longer, --since ${after.provenAt} leaves it out; if not, somebody removed it.`,
  );
}

/** Follows the chain back beyond the list, as far as the archive goes. Returns the number of records. */
async function saveOlder(source: Source, first: string | null): Promise<number> {
  let saved = 0;
  for (let digest = first; digest !== null; ) {
    const text = await saveRecord(source, digest);
    if (text === null) return saved;
    saved++;
    await saveStatement(source, digest);
    const document: unknown = JSON.parse(text);
    digest = placeInChain(document) ? (previousSchema.safeParse(document).data?.previous ?? null) : null;
  }
  return saved;
}

/** Saves a record and returns its text; null where the archive has none. What has another digest is refused. */
async function saveRecord(source: Source, digest: string): Promise<string | null> {
  const text = await readText(source, `evidence/${digest}`);
  if (text === null) return null;
  const actual = sha256(Buffer.from(text, 'utf8'));
  if (actual !== digest)
    throw new CallFailed(`The app answered for the record ${digest} with bytes whose SHA-256 is ${actual}.`);
  await save(join(source.out, `${digest}.json`), text);
  return text;
}

async function saveStatement(source: Source, digest: string): Promise<void> {
  const text = await readText(source, `evidence/${digest}/statement`);
  if (text !== null) await save(join(source.out, `${digest}.dsse.json`), text);
}

async function readText({ connection, cluster }: Source, what: string): Promise<string | null> {
  try {
    return (await callApi(connection, { method: 'GET', path: `${clusterPath(cluster)}/${what}` })).text;
  } catch (error) {
    if (error instanceof CallFailed && error.status === 404) return null;
    throw error;
  }
}

/** Evidence is not written over: what is there may be what somebody has to compare this with. */
async function save(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if ((await readFile(path, 'utf8')) !== text)
      throw new Error(`${path} is there already, with other bytes. Save to another folder, and compare both.`);
  }
}
