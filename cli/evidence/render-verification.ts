import type { Finding } from '../../shared/evidence/chains/finding.ts';
import type { Verification, VerifiedChain } from '../../shared/evidence/chains/verification.ts';
import { oneLine } from '../../shared/plain/one-line.ts';

const headings = { wrong: 'WRONG', unchecked: 'NOT CHECKED', remark: 'note' } as const;

const order: readonly Finding['kind'][] = ['remark', 'unchecked', 'wrong'];

/** Renders what a verification came to, for people: what was checked, then what was found, the gravest last. */
export function renderVerification(verification: Verification): string {
  const { chains, findings, unchained } = verification;
  return [
    ...chains.flatMap((chain) => [...renderChain(chain, verification.rules), '']),
    ...(unchained > 0 ? [`${count(unchained, 'document')} of before there were chains`, ''] : []),
    ...order.flatMap((kind) => findings.filter((finding) => finding.kind === kind).map(renderFinding)),
    ...(findings.length > 0 ? [''] : []),
    concludeVerification(verification),
  ].join('\n');
}

function renderChain(chain: VerifiedChain, rules: string): string[] {
  const { name, first, last, head, headFrom, records, nodes, signed, recordedBy, vmmNames } = chain;
  const span = records === 1 ? `record ${last}` : `records ${first} to ${last}`;
  const told = { '--head': 'as --head told', list: 'as the list of proofs beside the records tells' };
  return [
    name,
    `  chain       ${span}, the newest ${head}`,
    `  newest      ${headFrom ? told[headFrom] : 'nobody told which it is'}`,
    `  recorded    by version ${recordedBy.apps.join(', ')}, rules ${recordedBy.rules.join(', ')}`,
    `  verdicts    ${count(records, 'pool verdict')} and ${count(nodes, 'node')} judged again by rules ${rules}`,
    `  monitors    ${vmmNames.length > 0 ? `${vmmNames.join(', ')}, as recorded, counted as Kata's` : 'none but those of the rules'}`,
    `  signatures  ${signed === null ? 'not checked' : `${signed} of ${records} by a trusted key`}`,
  ].map(oneLine);
}

function renderFinding({ kind, code, subject, message }: Finding): string {
  return oneLine(`${headings[kind]}  ${code}  ${subject}: ${message}`);
}

/** What a verification came to, as its last line. */
function concludeVerification({ outcome, chains, findings }: Verification): string {
  const number = (kind: Finding['kind']) => findings.filter((finding) => finding.kind === kind).length;
  const records = chains.reduce((sum, chain) => sum + chain.records, 0);
  if (outcome === 'wrong')
    return `DOES NOT HOLD: ${count(number('wrong'), 'thing')} wrong, ${number('unchecked')} not checked.`;
  if (outcome === 'unchecked')
    return `NOT CONFIRMED: nothing is wrong as far as could be seen, and ${count(number('unchecked'), 'thing')} could not be checked.`;
  return `HOLDS: ${count(records, 'record')} of ${count(chains.length, 'chain')}${tellLater(chains)}.`;
}

/** That older records are not there is no flaw, and nobody should take what holds for the whole. */
function tellLater(chains: readonly VerifiedChain[]): string {
  const later = chains.filter(({ first }) => first > 1);
  if (later.length === 0) return '';
  return chains.length === 1
    ? `, from number ${later[0]?.first} on`
    : `; ${later.length} of them ${later.length === 1 ? 'begins' : 'begin'} later than with number 1`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
