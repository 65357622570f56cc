import { spawnSync } from 'node:child_process';
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

Measures ratios and counts side by side, each benchmark in a process of its own, and prints minimum, median and maximum.
A limit that is broken is tried three times in all. Without names all benchmarks run, which takes minutes; nothing else
should run meanwhile.

  --list    list the benchmarks
  --write   keep the figures in bench/measured.json and in the README's table, with this machine and day

Exit codes: 0 every limit was kept, 1 one was broken three times or could not be measured, 2 wrong arguments.`;

const mostTries = 3;
const names = Object.keys(benchmarks);

const asked = readArguments(
  usage,
  { list: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
  ({ list, write }, positionals) => {
    const unknown = positionals.find((name) => !names.includes(name));
    if (unknown !== undefined) throw new Error(`There is no benchmark ${unknown}: there are ${names.join(', ')}.`);
    return { list: list === true, write: write === true, names: positionals.length > 0 ? positionals : names };
  },
  true,
);

const measureOne = fileURLToPath(new URL('measure-one.ts', import.meta.url));

/** Runs a benchmark once; null when its process failed. */
function measure(name: string): Measurement | null {
  const folder = mkdtempSync(join(tmpdir(), 'kataproof-bench-'));
  try {
    const file = join(folder, 'measured.json');
    const { status } = spawnSync(process.execPath, [measureOne, name, file], { stdio: 'inherit' });
    return status === 0 ? (JSON.parse(readFileSync(file, 'utf8')) as Measurement) : null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Tries until every limit is kept, at most three times, and returns the last figures. */
function tryBenchmark(name: string): { kept: boolean; measured: Measurement | null } {
  for (let attempt = 1; ; attempt++) {
    const measured = measure(name);
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
  for (const [name, open] of Object.entries(benchmarks)) console.log(`${name.padEnd(12)} ${(await open()).about}`);
} else {
  const news: Record<string, Pick<Measured, 'figures' | 'notes'>> = {};
  const [broken, skipped]: [string[], string[]] = [[], []];
  for (const name of asked.names) {
    console.log(`${name}: ${(await benchmarks[name]?.())?.about}`);
    const { kept, measured } = tryBenchmark(name);
    if (!kept) broken.push(name);
    if (measured && 'skipped' in measured) skipped.push(name);
    else if (measured) news[name] = { figures: measured.figures, notes: measured.notes ?? [] };
  }
  if (asked.write) keepMeasured(news, names);
  if (skipped.length > 0) console.log(`Not measured here: ${skipped.join(', ')}.`);
  console.log(broken.length > 0 ? `BROKEN limits: ${broken.join(', ')}.` : 'Every limit that was measured is kept.');
  process.exitCode = broken.length > 0 ? 1 : 0;
}
