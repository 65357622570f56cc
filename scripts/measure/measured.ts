import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Figure } from './figure.ts';
import { keepsLimit } from './judge.ts';
import { isByMedian, renderLimit, renderSpread } from './render.ts';

/** What was last measured by one benchmark, on which machine and day. */
export interface Measured {
  figures: Figure[];
  notes: string[];
  machine: string;
  date: string;
}

const kept = fileURLToPath(new URL('../../bench/measured.json', import.meta.url));
const readme = fileURLToPath(new URL('../../README.md', import.meta.url));
const [begin, end] = ['<!-- measured: written by npm run bench -- --write -->', '<!-- /measured -->'];

/** The figures that are kept in the repository, by the name of their benchmark. */
export function readMeasured(): Record<string, Measured> {
  return JSON.parse(readFileSync(kept, 'utf8')) as Record<string, Measured>;
}

/** Keeps new figures in the repository, beside those of the other benchmarks, and writes the README's table anew. */
export function keepMeasured(
  news: Record<string, Pick<Measured, 'figures' | 'notes'>>,
  order: readonly string[],
): void {
  const now = { machine: describeMachine(), date: new Date().toISOString().slice(0, 10) };
  const known = readMeasured();
  for (const [name, measured] of Object.entries(news)) known[name] = { ...measured, ...now };
  const sorted = order.flatMap((name) => (known[name] ? [[name, known[name]] as const] : []));
  writeFileSync(kept, renderKept(Object.fromEntries(sorted)));
  writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), Object.fromEntries(sorted)));
}

/** As JSON, a figure's samples in one line: what has changed can be read. */
function renderKept(measured: Record<string, Measured>): string {
  const text = JSON.stringify(measured, null, 2);
  return `${text.replaceAll(/\[[\d\s,.e+-]+\]/g, (samples) => samples.replaceAll(/\s+/g, ' ').replaceAll(/\[ | \]/g, (end) => end.trim()))}\n`;
}

/** The README with its table of figures written anew. Throws when the README has no place for it. */
export function withTable(text: string, measured: Record<string, Measured>): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md has no "${begin}" and "${end}" any more.`);
  return `${text.slice(0, from + begin.length)}\n${renderTable(measured)}\n${text.slice(to)}`;
}

function renderTable(measured: Record<string, Measured>): string {
  const rows = Object.entries(measured).flatMap(([name, { figures, date }]) =>
    figures.map((figure) => {
      const { what, against = '', unit, samples } = figure;
      const mark = keepsLimit(figure) ? '' : ' **(missed)**';
      return `| ${what} | ${against} | ${renderSpread(samples, unit)}${mark} | ${renderLimit(figure)}${isByMedian(figure) ? ', median' : ''} | \`${name}\`, ${date} |`;
    }),
  );
  const machines = [...new Set(Object.values(measured).map(({ machine }) => machine))];
  const heads = ['| what | against | measured | limit | by |', '| --- | --- | --- | --- | --- |'];
  const explained =
    'Minimum / median / maximum; where a limit says so, the median has to keep it, and elsewhere every sample. **(missed)**: it does not. What each figure is, and why it misses, is in [bench/measured.json](bench/measured.json) (`notes`) and in [docs/decisions](docs/decisions/).';
  return [...heads, ...rows, '', `${explained} Measured on ${machines.join('; ')}.`].join('\n');
}

function describeMachine(): string {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${memory}, ${process.platform}, Node ${process.versions.node}`;
}
