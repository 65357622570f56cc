import { KataproofError } from './kataproof-error.ts';
import type { RestErrorFacts } from './parse-rest-error.ts';

/**
 * The coded error for an answer that a service of Azure never gives: a success that cannot be read, or a redirect. `who`
 * is the subject of its message. Null for any other answer.
 */
export function strangeAnswer(who: string, facts: RestErrorFacts): KataproofError | null {
  if (facts.kind === 'unreadable')
    return new KataproofError(
      'MalformedAnswer',
      `${who}, or a proxy before it, answered ${facts.status ?? ''} with something that cannot be read.`.replace(
        '  ',
        ' ',
      ),
    );
  if (facts.kind === 'answered' && facts.status >= 300 && facts.status < 400 && facts.status !== 304)
    return new KataproofError(
      'RedirectRefused',
      `${who}, or a proxy before it, answered ${facts.status}: it sends us to another address. Redirects are not followed.`,
    );
  return null;
}
