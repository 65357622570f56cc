import { KataproofError } from '../errors/kataproof-error.ts';

/** The parameters of a nextLink that say where the list continues. The others are ARM's own or may be secret. */
const kept = /^(\$?skip_?token|api-version)$/i;

/**
 * Turns ARM's nextLink into our continuation; null after the last page. The host is dropped, so that we only ever call
 * our own endpoint, and so is any signature. Throws Unexpected when the link does not say where the list continues.
 */
export function toContinuation(nextLink: string | undefined): string | null {
  if (!nextLink) return null;
  const parameters = [...new URL(nextLink, 'https://management.azure.com').searchParams].filter(([name]) =>
    kept.test(name),
  );
  if (!parameters.some(([name]) => /token/i.test(name)))
    throw new KataproofError('Unexpected', 'A list of Azure Resource Manager goes on, but does not say where.');
  return Buffer.from(new URLSearchParams(parameters).toString(), 'utf8').toString('base64url');
}

/**
 * Turns a continuation back into the query of the next page. Throws InvalidContinuation for anything that
 * toContinuation did not make.
 */
export function toNextQuery(continuation: string): string {
  const query = Buffer.from(continuation, 'base64url').toString('utf8');
  const names = [...new URLSearchParams(query).keys()];
  if (names.length === 0 || !names.every((name) => kept.test(name)))
    throw new KataproofError('InvalidContinuation', 'The continuation is not one that a page of this list gave.');
  return query;
}
