import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Finding } from '../../shared/evidence/chains/finding.ts';
import { readRecord } from '../../shared/evidence/chains/read-record.ts';
import { toldChainSchema } from '../../shared/evidence/chains/told-chain.ts';
import type { GivenEvidence } from '../../shared/evidence/chains/verification.ts';
import { asRecord } from '../../shared/plain/as-record.ts';
import { parseJson } from '../../shared/plain/parse-json.ts';

/** The name of the list of proofs beside the records. */
export const listName = 'proofs.json';

/**
 * Reads what is given to be verified: files, and folders with all that is below them. What a file is follows from its name;
 * one that holds a record under another name is read as well. Throws where a path cannot be read.
 */
export async function readEvidenceFiles(paths: readonly string[]): Promise<GivenEvidence> {
  const given: GivenEvidence = { files: [], statements: [], told: [], noticed: [] };
  for (const path of paths) {
    const { files, others } = await listFiles(path);
    for (const file of files) sort(given, file, await readFile(file));
    for (const other of others)
      given.noticed.push(
        notice(
          'remark',
          'NotLookedAt',
          other,
          'It is a link, or no file at all, and was not followed: name it to have it read.',
        ),
      );
  }
  return given;
}

/** The files at and below a path. Links in a folder are not followed: they may lead anywhere, and in circles. */
async function listFiles(path: string): Promise<{ files: string[]; others: string[] }> {
  if (!(await look(path)).isDirectory()) return { files: [path], others: [] };
  const entries = (await readdir(path, { recursive: true, withFileTypes: true })).filter(
    (entry) => !entry.isDirectory(),
  );
  const pathsOf = (chosen: typeof entries) => chosen.map((entry) => join(entry.parentPath, entry.name)).sort();
  return {
    files: pathsOf(entries.filter((entry) => entry.isFile())),
    others: pathsOf(entries.filter((entry) => !entry.isFile())),
  };
}

async function look(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    if (asRecord(error)['code'] !== 'ENOENT') throw error;
    throw new Error(`There is no file or folder ${path}. kataproof evidence saves the evidence of a pool to one.`);
  }
}

function sort(given: GivenEvidence, path: string, bytes: Buffer): void {
  const name = basename(path);
  const [, digest, kind] = /^([0-9a-f]{64})(\.dsse)?\.json$/.exec(name) ?? [];
  const text = decode(bytes);
  if (digest && kind) given.statements.push({ digest, path, envelope: parseJson(text ?? '') });
  else if (digest) given.files.push({ path, named: digest, digest: sha256(bytes), text });
  else if (name === listName) sortList(given, path, text);
  else {
    const misnamed = { path, named: name, digest: sha256(bytes), text };
    if (readRecord(misnamed).kind !== 'none') given.files.push(misnamed);
    else
      given.noticed.push(
        notice('remark', 'NotLookedAt', path, 'It is no evidence by its name, and was not looked at.'),
      );
  }
}

function sortList(given: GivenEvidence, path: string, text: string | null): void {
  const { data } = toldChainSchema.safeParse(parseJson(text ?? ''));
  if (data) given.told.push({ ...data, path });
  else given.noticed.push(notice('wrong', 'ListDiffers', path, 'It is no list of proofs.'));
}

function notice(kind: Finding['kind'], code: Finding['code'], subject: string, message: string): Finding {
  return { kind, code, subject, message };
}

/** Null for bytes that are not UTF-8: what stands for them would have other bytes. */
function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
