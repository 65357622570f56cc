import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The scopes that a parameters file asks to watch, as resource ids: subscriptions, resource groups and clusters, in the
 * form `param watched… = [ '…' ]`, one file of which is short enough to be read so.
 */
export const watchedBy = (name: string): string[] =>
  listsOf(name, 'watched').flatMap(([what, ids]) =>
    what === 'Subscriptions' ? ids.map((id) => `/subscriptions/${id}`) : ids,
  );

/** The subnets that new node pools of a parameters file's clusters join, which one role is given on. */
export const subnetsOf = (name: string): string[] => listsOf(name, 'cluster').flatMap(([, ids]) => ids);

function listsOf(name: string, prefix: 'watched' | 'cluster'): [string, string[]][] {
  const file = join(import.meta.dirname, '..', '..', '..', 'infra', 'tests', `${name}.bicepparam`);
  const lists = readFileSync(file, 'utf8').matchAll(/^param (watched|cluster)(\w+) = \[([^\]]*)\]/gm);
  return [...lists]
    .filter(([, found]) => found === prefix)
    .map(([, , what = '', list = '']) => [what, [...list.matchAll(/'([^']+)'/g)].map(([, id = '']) => id)]);
}
