import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { spreadOf } from '../../scripts/measure/judge.ts';
import type { Benchmark, Figure } from '../harness/benchmark.ts';

const rounds = 21;
const worker = fileURLToPath(new URL('worker.cjs', import.meta.url));
const app = fileURLToPath(new URL('../../dist/app', import.meta.url));
const environment = { PATH: process.env['PATH'], KATAPROOF_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true' };

const pod = 'kind: Pod\napiVersion: v1\nmetadata: {name: a}\nspec: {containers: [{name: a, image: b}]}\n';

/** Starts that are compared with a bare one: what they are called, what they are given to do, and their limit. */
const starts: Record<string, { args: string[]; most: number }> = {
  'all functions are registered': { args: [worker, app], most: 3 },
  'the page is answered': { args: [worker, app, 'readPage', 'GET', '/api/page'], most: 4 },
  'a manifest is judged': { args: [worker, app, 'lintWorkloads', 'POST', '/api/workloads/lint', pod], most: 4 },
};

interface Started {
  functions: number;
  status: number | null;
  megabytes: number;
}

/** Runs a process to its end, and returns the milliseconds that it took and the last line that it wrote. */
function run(args: string[]): { ms: number; line: string } {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env: environment, encoding: 'utf8' });
  const ms = performance.now() - startedAt;
  if (status !== 0) throw new Error(`A start failed: ${stderr}`);
  return { ms, line: stdout.trim().split('\n').at(-1) ?? '' };
}

export const benchmark: Benchmark = {
  about: 'a cold start of the worker, until all functions are registered and until the first answer, against node -e 0',
  async measure(say) {
    const samples = new Map(Object.keys(starts).map((name) => [name, [] as number[]]));
    const megabytes: number[] = [];
    let functions = 0;
    for (let round = 0; round < rounds; round++)
      for (const [name, { args }] of Object.entries(starts)) {
        // ABBA: what the machine does meanwhile weighs on both alike.
        const [before, one, two, after] = [run(['-e', '0']), run(args), run(args), run(['-e', '0'])];
        samples.get(name)?.push((one.ms + two.ms) / (before.ms + after.ms));
        const started = JSON.parse(one.line) as Started;
        if (started.status !== null && started.status !== 200) throw new Error(`${name}: ${started.status}`);
        if (started.status === null) megabytes.push(started.megabytes);
        functions = started.functions;
      }
    const figures = [...samples].map(([name, ratios]): Figure => {
      say(`${name}: ${spreadOf(ratios).median.toFixed(2)}`);
      const most = starts[name]?.most ?? 0;
      const what = `a cold start until ${name}`;
      return { what, against: '`node -e 0`', unit: '×', samples: ratios, limit: { most }, judged: 'median' };
    });
    const memory = spreadOf(megabytes).median.toFixed(0);
    return {
      figures,
      notes: [
        `${functions} functions; ${memory} MB of memory once they are registered. Times are those of whole processes.`,
      ],
    };
  },
};
