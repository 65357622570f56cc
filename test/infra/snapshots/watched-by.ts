import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The scopes that a parameters file asks to watch, as resource ids: subscriptions, resource groups and clusters, in the
 * form `param watched… = [ '…' ]`, one file of which is short enough to be read so.
 */
export function watchedBy(name: string): string[] {
  const file = join(import.meta.dirname, '..', '..', '..', 'infra', 'tests', `${name}.bicepparam`);
  const lists = readFileSync(file, 'utf8').matchAll(/^param watched(\w+) = \[([^\]]*)\]/gm);
  return [...lists].flatMap(([, what, list = '']) =>
    [...list.matchAll(/'([^']+)'/g)].map(([, id = '']) => (what === 'Subscriptions' ? `/subscriptions/${id}` : id)),
  );
}
