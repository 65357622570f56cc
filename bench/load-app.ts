import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';
import { bundleApp } from '../scripts/package/bundle-app.ts';
import { parseNumber, readArguments } from '../scripts/terminal/read-arguments.ts';

const usage = `Usage: npm run bench:load-app -- [--rounds N]

What does a start of the worker cost before it can serve: is a minified bundle loaded sooner than the one that is
deployed, is one with a source map, and what would Node's compile cache save? Each is loaded in a process of its own, in
turn, and the medians are printed with their ratio to the deployed bundle.

The cache is asked for twice: as the build would ship it when Azure's Node, folder and user were the same as at the build,
and when the folder is another one.

Exit codes: 0 measured, 1 not, 2 wrong arguments.`;

const rounds = readArguments(usage, { rounds: { type: 'string', default: '15' } }, (values) =>
  parseNumber(values.rounds, { name: '--rounds', least: 1, most: 10_000, whole: true }),
);
const loader = fileURLToPath(new URL('load-app/load.cjs', import.meta.url));

interface Variant {
  bundle: string;
  flags?: string[];
  cache?: string;
}

interface Load {
  wallMs: number;
  cpuMs: number;
  megabytes: number;
}

function load({ bundle, flags = [], cache = '' }: Variant): Load {
  const environment = { KATAPROOF_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true', COMPILE_CACHE: cache };
  const output = execFileSync(process.execPath, [...flags, loader, bundle], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Load;
}

function median(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

async function bundle(folder: string, options: BuildOptions): Promise<string> {
  const { code } = await bundleApp(options);
  mkdirSync(folder);
  writeFileSync(join(folder, 'main.cjs'), code);
  return join(folder, 'main.cjs');
}

const folder = mkdtempSync(join(tmpdir(), 'kataproof-load-'));
try {
  const [same, other] = [join(folder, 'same'), join(folder, 'other')];
  for (const each of [same, other]) cpSync('dist/app', each, { recursive: true });
  const variants: Record<string, Variant> = {
    'as deployed': { bundle: join(same, 'main.cjs') },
    minified: { bundle: await bundle(join(folder, 'minified'), { minify: true }) },
    'minified, with its source map in use': {
      bundle: await bundle(join(folder, 'mapped'), { minify: true, sourcemap: 'inline', sourcesContent: false }),
      flags: ['--enable-source-maps'],
    },
    'with a compile cache that fits': { bundle: join(same, 'main.cjs'), cache: join(folder, 'cache') },
    'with one of another folder': { bundle: join(other, 'main.cjs'), cache: join(folder, 'other-cache') },
  };
  load({ bundle: join(same, 'main.cjs'), cache: join(folder, 'cache') });
  const loads = new Map(Object.keys(variants).map((name) => [name, [] as Load[]]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, variant] of Object.entries(variants)) {
      const otherCache = join(folder, 'other-cache');
      rmSync(otherCache, { recursive: true, force: true });
      cpSync(join(folder, 'cache'), otherCache, { recursive: true });
      loads.get(name)?.push(load(variant));
    }
  const base = median((loads.get('as deployed') ?? []).map(({ cpuMs }) => cpuMs));
  for (const [name, taken] of loads) {
    const of = (key: keyof Load) => median(taken.map((each) => each[key]));
    const ratio = (of('cpuMs') / base).toFixed(2);
    console.log(
      `${name}: ${ratio} times the processor time (${of('cpuMs').toFixed(0)} ms), ${of('megabytes').toFixed(0)} MB`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
