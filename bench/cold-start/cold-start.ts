import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spreadOf } from '../../scripts/measure/judge.ts';
import { bundleApp, trimming } from '../../scripts/package/bundle-app.ts';
import type { Benchmark, Figure } from '../harness/benchmark.ts';
import { type ColdProofs, startColdProofs } from './cold-proofs.ts';

const rounds = 15;
const proofRounds = 8;
const worker = fileURLToPath(new URL('worker.cjs', import.meta.url));
const app = fileURLToPath(new URL('../../dist/app', import.meta.url));
const bareApp = fileURLToPath(new URL('bare-app', import.meta.url));
const environment = { PATH: process.env['PATH'], KATAPROOF_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true' };

const pod = 'kind: Pod\napiVersion: v1\nmetadata: {name: a}\nspec: {containers: [{name: a, image: b}]}\n';

/** Starts that are compared with a bare one: what they are called, what they are given to do, and their limit. */
const starts: Record<string, { args: string[]; most: number }> = {
  'all functions are registered': { args: [worker, app], most: 3 },
  'the page is answered': { args: [worker, app, 'readPage', 'GET', '/api/page'], most: 4 },
};

/** What no app can go below that answers by Azure's library: it makes a Request, for which Node loads its fetch. */
const least = [worker, bareApp, 'bare'];

/** An answer for which a library of its own is loaded, that of YAML. It is told beside the others, and has no limit. */
const heavier = [worker, app, 'lintWorkloads', 'POST', '/api/workloads/lint', pod];

interface Started {
  functions: number;
  status: number | null;
  megabytes: number;
}

/** Runs a process to its end, and returns the milliseconds that it took and the last line that it wrote. */
function run(args: string[], env: NodeJS.ProcessEnv = environment): { ms: number; line: string } {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  const ms = performance.now() - startedAt;
  if (status !== 0) throw new Error(`A start failed: ${stderr}`);
  return { ms, line: stdout.trim().split('\n').at(-1) ?? '' };
}

/** A cold worker that proves a node, and what the libraries that it has for that take alone, each against a bare start. */
async function measureProofs(say: (line: string) => void): Promise<{ figure: Figure; notes: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'kataproof-libraries-'));
  const proofs = await startColdProofs(app);
  try {
    const libraries = await bundleLibraries(join(folder, 'whole'), []);
    const trimmed = await bundleLibraries(join(folder, 'trimmed'), trimming);
    const ratios: number[] = [];
    const libraryRatios: number[] = [];
    const trimmedRatios: number[] = [];
    // Services that have done nothing yet answer late, and a table and a hub have to be made.
    await proofs.prove();
    for (let round = 0; round < proofRounds; round++) {
      const [before, one, two, after] = [bare(), await proofs.prove(), await proofs.prove(), bare()];
      ratios.push((one + two) / (before + after));
      libraryRatios.push(callLibraries(libraries, proofs) / bare());
      trimmedRatios.push(callLibraries(trimmed, proofs) / bare());
    }
    const [proven, called, least] = [ratios, libraryRatios, trimmedRatios].map((each) =>
      spreadOf(each).median.toFixed(2),
    );
    say(
      `a node is proven: ${proven}, with libraries that alone take ${called}, and ${least} with what is called of them`,
    );
    return {
      figure: {
        ...{
          what: 'a cold worker until it has proven a node, from its start, without waiting',
          against: '`node -e 0`',
        },
        ...{ unit: '×', samples: ratios, limit: { most: 6 }, judged: 'median' },
      },
      notes: [
        'The worker that proves a node is a process that our host calls over a channel: it loads the app, answers the request for a verification, and runs its turns and activities until the verdict is written. Its time is that from its start to its end, less the time in which its event loop had nothing to do (`performance.eventLoopUtilization().idle`), which is what it waits for pods, Azure and the cluster; a bare start never waits.',
        `The client libraries of Azure and Kubernetes alone take ${called}, measured so: one process, bundled as the app is but with all that they come with, that loads those of identity, Resource Manager, Kubernetes, tables and blobs, and calls each once or twice. Without what nothing calls, as the app's build leaves it out, they take ${least}: below that, no app comes that uses them.`,
      ],
    };
  } finally {
    await proofs.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const bare = () => run(['-e', '0']).ms;

function callLibraries(libraries: string, { environment }: ColdProofs): number {
  const { ms, line } = run([libraries], environment);
  return ms - (JSON.parse(line) as { idleMs: number }).idleMs;
}

async function bundleLibraries(folder: string, plugins: typeof trimming): Promise<string> {
  const { files } = await bundleApp({ entryPoints: { main: 'bench/cold-start/libraries-alone.ts' }, plugins });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return join(folder, 'main.cjs');
}

export const benchmark: Benchmark = {
  minutes: 1,
  about:
    'A cold start of the worker until all functions are registered, the first answer, and a verdict, against node -e 0',
  async measure(say) {
    const samples = new Map(Object.keys(starts).map((name) => [name, [] as number[]]));
    const megabytes: number[] = [];
    const leastRatios: number[] = [];
    const heavierRatios: number[] = [];
    let functions = 0;
    for (let round = 0; round < rounds; round++) {
      leastRatios.push(run(least).ms / run(['-e', '0']).ms);
      heavierRatios.push(run(heavier).ms / run(['-e', '0']).ms);
      for (const [name, { args }] of Object.entries(starts)) {
        // ABBA: what the machine does meanwhile weighs on both alike.
        const [before, one, two, after] = [run(['-e', '0']), run(args), run(args), run(['-e', '0'])];
        samples.get(name)?.push((one.ms + two.ms) / (before.ms + after.ms));
        const started = JSON.parse(one.line) as Started;
        if (started.status !== null && started.status !== 200) throw new Error(`${name}: ${started.status}`);
        if (started.status === null) megabytes.push(started.megabytes);
        functions = started.functions;
      }
    }
    const figures = [...samples].map(([name, ratios]): Figure => {
      say(`${name}: ${spreadOf(ratios).median.toFixed(2)}`);
      const most = starts[name]?.most ?? 0;
      const what = `a cold start until ${name}`;
      return { what, against: '`node -e 0`', unit: '×', samples: ratios, limit: { most }, judged: 'median' };
    });
    const proofs = await measureProofs(say);
    const memory = spreadOf(megabytes).median.toFixed(0);
    return {
      figures: [...figures, proofs.figure],
      notes: [
        ...proofs.notes,
        `${functions} functions; ${memory} MB of memory once they are registered. Times are those of whole processes.`,
        `An app of one function that answers a word by Azure's library takes ${spreadOf(leastRatios).median.toFixed(2)}.`,
        `The first answer that judges a manifest of YAML takes ${spreadOf(heavierRatios).median.toFixed(2)}.`,
      ],
    };
  },
};
