import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';

export interface BundledPage {
  /** Each file by its path below the folder that is deployed. */
  files: Record<string, string | Uint8Array>;
  metafile: Metafile;
}

/** As esbuild writes the hash of what it made. */
const hashChars = 8;

/**
 * Bundles the page that people look at, for the browsers of the last two years. Every file but the first has its hash in its name, and
 * lies beside a gzip of itself, because the Functions host compresses nothing. `notices` renders the licences of what is in it.
 * Throws when the page cannot be bundled.
 */
export async function bundlePage(notices: (metafile: Metafile) => string): Promise<BundledPage> {
  const { outputFiles, metafile } = await build({
    entryPoints: { page: 'page/main.tsx', style: 'page/style/style.css' },
    outdir: 'assets',
    bundle: true,
    platform: 'browser',
    target: ['chrome120', 'edge120', 'firefox121', 'safari17.2'],
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfig: 'page/tsconfig.json',
    entryNames: '[name]-[hash]',
    minify: true,
    // They stand in a file of their own, which the page links.
    legalComments: 'none',
    logLevel: 'warning',
    write: false,
    metafile: true,
  });
  const made = outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }));
  const assets = [
    ...made,
    withHash('icon', 'svg', readFileSync('page/icon.svg')),
    withHash('notices', 'txt', Buffer.from(notices(metafile))),
  ];
  const index = assets.reduce(
    (text, { name }) => text.replaceAll(`%${name.split('-')[0]?.toUpperCase()}%`, name),
    readFileSync('page/index.html', 'utf8'),
  );
  const files: BundledPage['files'] = { 'page/index.html': index };
  for (const { name, contents } of assets) {
    files[`page/assets/${name}`] = contents;
    files[`page/assets/${name}.gz`] = gzipSync(contents, { level: 9 });
  }
  return { files, metafile };
}

function withHash(name: string, end: string, contents: Uint8Array) {
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, hashChars).toUpperCase();
  return { name: `${name}-${hash}.${end}`, contents };
}
