import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepsLimit } from '../scripts/measure/judge.ts';
import { keepMeasured, type Measured } from '../scripts/measure/measured.ts';
import { renderFigure } from '../scripts/measure/render.ts';
import { readArguments } from '../scripts/terminal/read-arguments.ts';
import { benchmarks } from './benchmarks.ts';
import type { Measurement } from './harness/benchmark.ts';

const usage = `Usage: npm run bench -- [NAME...] [--list] [--write]

Builds the app, measures ratios and counts side by side, each benchmark in a process of its own, and prints minimum, median
and maximum. A limit that is broken is tried three times in all; the figures of the last try count. Without names all
benchmarks run, which takes half an hour; nothing else should run meanwhile.

  --list    list the benchmarks, and how long each takes
  --write   keep the figures in bench/measured.json and in the README's table, with this machine and day

Exit codes: 0 every limit was kept, 1 one was broken three times, or a benchmark that was named could not be measured, 2 wrong
arguments.`;

const mostTries = 3;
const names = Object.keys(benchmarks);

const asked = readArguments(
  usage,
  { list: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
  ({ list, write }, positionals) => {
    const unknown = positionals.find((name) => !names.includes(name));
    if (unknown !== undefined) throw new Error(`There is no benchmark ${unknown}: there are ${names.join(', ')}.`);
    return {
      list: list === true,
      write: write === true,
      ...(positionals.length > 0 ? { names: positionals, named: true } : { names, named: false }),
    };
  },
  true,
);

const measureOne = fileURLToPath(new URL('measure-one.ts', import.meta.url));

let measuring: ChildProcess | null = null;
let folder: string | null = null;

/** What a benchmark leaves lying is in its folder: also when it is interrupted, nothing stays. */
function removeFolder(): void {
  if (folder !== null) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  folder = null;
}

process.on('exit', removeFolder);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, async () => {
    const ended = measuring && once(measuring, 'exit');
    measuring?.kill('SIGTERM');
    await ended;
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });

/** Runs a benchmark once; null when its process failed. */
async function measure(name: string): Promise<Measurement | null> {
  folder = mkdtempSync(join(tmpdir(), 'kataproof-bench-'));
  try {
    const file = join(folder, 'measured.json');
    const env = { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder };
    // By its channel the process hears of the end of this one.
    const child = spawn(process.execPath, [measureOne, name, file], {
      env,
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    measuring = child;
    const [status] = (await once(child, 'exit')) as [number | null];
    return status === 0 ? (JSON.parse(readFileSync(file, 'utf8')) as Measurement) : null;
  } finally {
    measuring = null;
    removeFolder();
  }
}

/** Tries until every limit is kept, at most three times, and returns the last figures. */
async function tryBenchmark(name: string): Promise<{ kept: boolean; measured: Measurement | null }> {
  for (let attempt = 1; ; attempt++) {
    const measured = await measure(name);
    if (measured && 'skipped' in measured) {
      console.log(`  SKIPPED: ${measured.skipped}`);
      return { kept: true, measured };
    }
    for (const figure of measured?.figures ?? []) console.log(renderFigure(figure));
    for (const note of measured?.notes ?? []) console.log(`  ${note}`);
    const kept = measured?.figures.every(keepsLimit) ?? false;
    if (kept || attempt === mostTries) return { kept, measured };
    console.log(`  ${measured ? 'A limit was broken' : 'It failed'}: try ${attempt + 1} of ${mostTries}`);
  }
}

if (asked.list) {
  for (const [name, open] of Object.entries(benchmarks)) {
    const { about, minutes } = await open();
    console.log(`${name.padEnd(12)} ${`${minutes} min`.padStart(6)}  ${about}`);
  }
} else {
  console.log('Building dist/');
  const built = spawnSync('npm run --silent build', { shell: true, stdio: 'inherit' });
  if (built.status !== 0) process.exit(1);
  const news: Record<string, Pick<Measured, 'figures' | 'notes'>> = {};
  const [broken, failed, skipped]: [string[], string[], string[]] = [[], [], []];
  for (const name of asked.names) {
    console.log(`${name}: ${(await benchmarks[name]?.())?.about}`);
    const { kept, measured } = await tryBenchmark(name);
    if (measured === null) failed.push(name);
    else if (!kept) broken.push(name);
    if (measured && 'skipped' in measured) skipped.push(name);
    else if (measured) news[name] = { figures: measured.figures, notes: measured.notes ?? [] };
  }
  if (asked.write) keepMeasured(news, names);
  if (skipped.length > 0) console.log(`Not measured here: ${skipped.join(', ')}.`);
  if (failed.length > 0) console.log(`FAILED, so that nothing was measured: ${failed.join(', ')}.`);
  if (broken.length > 0) console.log(`BROKEN limits: ${broken.join(', ')}.`);
  else if (Object.keys(news).length > 0) console.log('Every limit that was measured is kept.');
  // Who names a benchmark wants its figures.
  const isMissed = failed.length > 0 || (asked.named && skipped.length > 0);
  process.exitCode = broken.length > 0 || isMissed ? 1 : 0;
}
