import { readFile } from 'node:fs/promises';
import type { Trust } from '../../shared/evidence/chains/verification.ts';
import { verifyEvidence } from '../../shared/evidence/chains/verify-evidence.ts';
import { isDigest } from '../../shared/evidence/proof-record.ts';
import type { TrustedKey } from '../../shared/evidence/verify-envelope.ts';
import { isRecord } from '../../shared/plain/is-record.ts';
import { parseJson } from '../../shared/plain/parse-json.ts';
import { readPublicKey } from '../../shared/signatures/public-key.ts';
import { type Command, parseFlags, parseOutput, WrongArguments } from '../command-line/command.ts';
import { readEvidenceFiles } from '../evidence/read-evidence-files.ts';
import { renderVerification } from '../evidence/render-verification.ts';

const flags = {
  head: { type: 'string', multiple: true, default: [] as string[] },
  anchor: { type: 'string', multiple: true, default: [] as string[] },
  sequence: { type: 'string' },
  'open-end': { type: 'boolean', default: false },
  'public-key': { type: 'string', multiple: true, default: [] as string[] },
  'signed-from': { type: 'string' },
  output: { type: 'string', short: 'o', default: 'text' },
} as const;

const exitCodes = { holds: 0, wrong: 2, unchecked: 3 } as const;

export const verifyEvidenceCommand: Command = {
  usage: `Usage: kataproof verify-evidence PATH… [options]

Checks saved evidence without a network: that each file is the one that its name says, that the records of each pool are one
chain without a gap or a branch, that it ends where it was told to, that every verdict follows from the raw reports by the
rules of this version, and that your keys signed it. PATH is a file, or a folder with what kataproof evidence saved, or what
you copied from the container.

Nothing in a folder is believed but the list of proofs (proofs.json), and that only for which record is the newest: who could
change the records could change it as well. --head, from elsewhere, tells more.

  --head DIGEST           the newest record of a chain, as you noted it; for several chains, several times
  --anchor DIGEST         a record that you noted before: it must be in its chain still. Several times
  --sequence N            the number of the newest record, of one chain
  --open-end              accept that nobody tells which record is the newest: newer ones may have been removed
  --public-key FILE       PEM or JSON Web Key: each record must have a statement signed by it. Several times for several keys
  --signed-from N         records before number N need no statement: they are older than the key
  -o, --output text|json  for people, or what was found as one document (default: text)

Exit codes: 0 it holds, 2 something is wrong, 3 something could not be checked, 1 anything else.`,
  async run(args) {
    const { values, positionals } = parseFlags(args, flags, true);
    if (positionals.length === 0) throw new WrongArguments('Which evidence? Name files or folders.');
    const output = parseOutput(values.output);
    const trust: Trust = {
      heads: values.head.map((digest) => readDigest('--head', digest)),
      anchors: values.anchor.map((digest) => readDigest('--anchor', digest)),
      sequence: values.sequence === undefined ? null : readNumber('--sequence', values.sequence),
      openEnd: values['open-end'],
      keys: (await Promise.all(values['public-key'].map(readKeys))).flat(),
      signedFrom: values['signed-from'] === undefined ? 1 : readNumber('--signed-from', values['signed-from']),
    };
    if (values['signed-from'] !== undefined && trust.keys.length === 0)
      throw new WrongArguments('--signed-from goes with --public-key.');
    const verification = verifyEvidence(await readEvidenceFiles(positionals), trust);
    console.log(output === 'json' ? JSON.stringify(verification, null, 2) : renderVerification(verification));
    return exitCodes[verification.outcome];
  },
};

function readDigest(flag: string, text: string): string {
  const digest = text.toLowerCase().replace(/\.json$/, '');
  if (isDigest(digest)) return digest;
  throw new WrongArguments(`${flag} must be a SHA-256, 64 hexadecimal digits, not "${text}".`);
}

function readNumber(flag: string, text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new WrongArguments(`${flag} must be a number from 1 on, not "${text}".`);
}

/**
 * The keys of a file: a JSON Web Key, or PEM, of which a file may have several. The name of a key proves nothing, so that each
 * key is tried for each signature. Throws WrongArguments.
 */
async function readKeys(path: string): Promise<TrustedKey[]> {
  const text = await readFile(path, 'utf8');
  const jwk = parseJson(text);
  const written = isRecord(jwk) ? [jwk as Record<string, string>] : (text.match(pemBlock) ?? [text]);
  return written.map((each) => {
    const key = readPublicKey(each);
    if (!key)
      throw new WrongArguments(
        `${path} is no public key that evidence may be signed with: PEM or a JSON Web Key, on the curve P-256, P-384 or P-521, or of RSA.`,
      );
    return { keyId: null, verifies: key.verifies };
  });
}

const pemBlock = /-----BEGIN [^-]+-----.*?-----END [^-]+-----/gs;
