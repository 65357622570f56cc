import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import published from './published.json' with { type: 'json' };

/**
 * The text of a published schema that `npm run schemas` has fetched; null, and loudly so, where it is not here. What the
 * registries have is a dependency instead, and is always here (SARIF).
 */
export function readPublished(name: keyof typeof published): string | null {
  const file = join(import.meta.dirname, '../../.local/schemas', `${name}.schema.json`);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  if (!warned.has(name))
    console.warn(`Not held against ${published[name].schema}, which is not here (npm run schemas): CI does that.`);
  warned.add(name);
  return null;
}

const warned = new Set<string>();
