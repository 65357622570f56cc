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

/** The subscriptions that are read before a pool is added though not all of their clusters are watched. */
export const readBeforehand = (name: string): string[] =>
  listsOf(name, 'preflight').flatMap(([, ids]) => ids.map((id) => `/subscriptions/${id}`));

function listsOf(name: string, prefix: 'watched' | 'cluster' | 'preflight'): [string, string[]][] {
  const file = join(import.meta.dirname, '..', '..', '..', 'infra', 'tests', `${name}.bicepparam`);
  const lists = readFileSync(file, 'utf8').matchAll(/^param (watched|cluster|preflight)(\w+) = \[([^\]]*)\]/gm);
  return [...lists]
    .filter(([, found]) => found === prefix)
    .map(([, , what = '', list = '']) => [what, [...list.matchAll(/'([^']+)'/g)].map(([, id = '']) => id)]);
}
