import { KataproofError } from '../errors/kataproof-error.ts';
import { continuationChars } from '../outbound/limits.ts';

/** The parameters of a nextLink that say where the list continues. The others are ARM's own or may be secret. */
const kept = /^(\$?skip_?token|api-version)$/i;

/**
 * Turns ARM's nextLink into our continuation; null after the last page. The host is dropped, so that we only ever call
 * our own endpoint, and so is any signature. Throws MalformedAnswer when the link does not say where the list continues.
 */
export function toContinuation(nextLink: string | undefined): string | null {
  if (!nextLink) return null;
  const base = 'https://management.azure.com';
  const parameters = URL.canParse(nextLink, base) ? [...new URL(nextLink, base).searchParams] : [];
  const where = parameters.filter(([name]) => kept.test(name));
  if (!where.some(([name]) => /token/i.test(name))) throw leadsNowhere();
  return Buffer.from(new URLSearchParams(where).toString(), 'utf8').toString('base64url');
}

/**
 * Returns the continuation of the next page. Throws MalformedAnswer when it is the one that led to this page, for such a
 * list has no end, and when it is far too long: it is kept in Durable's history.
 */
export function checkNext(next: string | null, present: string | null): string | null {
  if (next !== null && (next === present || next.length > continuationChars)) throw leadsNowhere();
  return next;
}

function leadsNowhere(): KataproofError {
  return new KataproofError('MalformedAnswer', 'A list of Azure Resource Manager goes on, but does not say where.');
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
