import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Generated } from './generate.ts';
import { isCompiled } from './trim-template.ts';

/** Files below a folder that end so, as sorted absolute paths. */
export const listFiles = (folder: string, ...endings: string[]): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .map((file) => join(folder, file))
    .sort();

/** How the committed files differ from what is generated, by path from the root: each with what is wrong with it. */
export interface Drift {
  path: string;
  what: 'missing' | 'differs' | 'not formatted' | 'left over' | 'written by hand';
}

/** Compares by content: how a JSON document is laid out is the formatter's business. */
export function findDrift(folder: string, { documents, formatted }: Generated): Drift[] {
  const drift: Drift[] = [];
  for (const [path, expected] of documents) {
    if (!existsSync(path)) drift.push({ path, what: 'missing' });
    else {
      const committed: unknown = JSON.parse(readFileSync(path, 'utf8'));
      if (!path.endsWith('.snapshot.json') && !isCompiled(committed)) drift.push({ path, what: 'written by hand' });
      else if (!isDeepStrictEqual(committed, expected)) drift.push({ path, what: 'differs' });
    }
  }
  for (const [path, expected] of formatted)
    if (readFileSync(path, 'utf8') !== expected) drift.push({ path, what: 'not formatted' });
  for (const path of listFiles(folder, '.json')) {
    if (documents.has(path)) continue;
    if (path.endsWith('.snapshot.json') || isCompiled(JSON.parse(readFileSync(path, 'utf8'))))
      drift.push({ path, what: 'left over' });
  }
  return drift;
}

export const renderDrift = (root: string, drift: Drift[]): string[] =>
  drift.map(({ path, what }) => `${relative(root, path)}: ${what}`);
