import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** The text of a file, named from the root of the project. */
export function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** Files below the folders whose names end so, named from the root. */
export function listFiles(folders: readonly string[], ending: string): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith(ending) && !/(^|\/)(node_modules|\.git|\.local|dist)\//.test(file))
      .map((file) => join(folder, file)),
  );
}

/** The tables below a heading, up to the next one of the same or a higher rank: each row as its cells, headers too. */
export function rowsUnder(text: string, heading: string): string[][] {
  const lines = text.split('\n');
  const rank = heading.indexOf(' ');
  const start = lines.indexOf(heading) + 1;
  if (start === 0) throw new Error(`There is no heading "${heading}".`);
  const end = lines.findIndex((line, index) => index >= start && /^#+ /.test(line) && line.indexOf(' ') <= rank);
  return lines
    .slice(start, end < 0 ? undefined : end)
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .map((line) => line.slice(2, -2).split(' | '));
}

/** Text without its blocks of code. */
export function withoutBlocks(text: string): string {
  return text.replace(/^```[^\n]*\n[\s\S]*?^```/gm, '');
}

/** What stands in code marks within sentences and tables. */
export function namesIn(text: string): string[] {
  return [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name);
}
