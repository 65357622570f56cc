import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { listFiles, read, withoutBlocks } from './markdown.ts';

const root = join(import.meta.dirname, '../..');
const pages = listFiles(['.'], '.md');

/** Text without code: what looks like a link there is none. */
function proseOf(text: string): string {
  return withoutBlocks(text).replace(/`[^`\n]*`/g, '');
}

function linksOf(page: string): string[] {
  return [...proseOf(read(page)).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
}

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): string[] {
  const headings = withoutBlocks(read(page))
    .split('\n')
    .filter((line) => /^#{1,6} /.test(line));
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function findBroken(page: string): string[] {
  return linksOf(page).filter((link) => {
    if (/^[a-z]+:/.test(link)) return !link.startsWith('https://') || !URL.canParse(link);
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : normalize(join(dirname(page), decodeURIComponent(path)));
    if (target.startsWith('..') || !existsSync(join(root, target))) return true;
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor);
  });
}

describe('links', () => {
  test('are looked for in every page', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/alerts.md']));
    expect(pages.flatMap(linksOf).length).toBeGreaterThan(50);
  });

  test.each(pages)('of %s lead somewhere', (page) => {
    expect(findBroken(page)).toEqual([]);
  });
});
