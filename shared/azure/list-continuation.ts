import { KataproofError } from '../errors/kataproof-error.ts';

/** The parameters of a nextLink that say where a list goes on. Everything else in one is ARM's business, or a secret. */
const kept = /^(\$?skip_?token|api-version)$/i;

/** Where the next page begins, of ARM's nextLink: no host, so that we only ever go where we meant to, and no signature. */
export function toContinuation(nextLink: string | undefined): string | null {
  if (!nextLink) return null;
  const parameters = [...new URL(nextLink, 'https://management.azure.com').searchParams].filter(([name]) =>
    kept.test(name),
  );
  if (!parameters.some(([name]) => /token/i.test(name)))
    throw new KataproofError('Unexpected', 'A list of Azure Resource Manager goes on, but does not say where.');
  return Buffer.from(new URLSearchParams(parameters).toString(), 'utf8').toString('base64url');
}

/** The query that asks for the next page. Throws `InvalidContinuation` for anything that toContinuation did not make. */
export function toNextQuery(continuation: string): string {
  const query = Buffer.from(continuation, 'base64url').toString('utf8');
  const names = [...new URLSearchParams(query).keys()];
  if (names.length === 0 || !names.every((name) => kept.test(name)))
    throw new KataproofError('InvalidContinuation', 'The continuation is not one that a page of this list gave.');
  return query;
}
