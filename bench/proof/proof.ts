import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chooseContext } from '../../cli/kubeconfig/choose-context.ts';
import { readKubeconfigs } from '../../cli/kubeconfig/read-kubeconfigs.ts';
import { openCluster } from '../../cli/prove/open-cluster.ts';
import { planProof } from '../../cli/prove/proof-options.ts';
import { startProof } from '../../cli/prove/run-proof.ts';
import type { EmulatorReady } from '../../scripts/local-stack/start-emulated-azure.ts';
import { renderSpread } from '../../scripts/measure/render.ts';
import { readClusterRecord } from '../../test/support/calls/cluster-record.ts';
import { startKataCluster } from '../../test/support/cli/start-kata-cluster.ts';
import type { Benchmark, Figure } from '../harness/benchmark.ts';
import { type PodsOver, podTime } from './pod-time.ts';
import { openRawCluster, type RawCluster, waitForNodes } from './raw-cluster.ts';
import { orderRawProof, proveRaw } from './raw-proof.ts';
import { noScript, openScript } from './script/run-script.ts';

/** Emulated time passes so much faster that nodes, pods and namespaces take what the emulator computes, and no more. */
const speed = 100_000;

/** How often both are done in the order ABBA, so that what grows meanwhile weighs on both alike. */
interface Rounds {
  /** First, and not measured. */
  warmUps: number;
  blocks: number;
}

const warmRounds: Rounds = { warmUps: 6, blocks: 15 };
const coldRounds: Rounds = { warmUps: 1, blocks: 6 };

/** A way to prove: it returns the milliseconds that it took without those in which its pods alone were awaited. */
type Way = () => Promise<number>;

export const benchmark: Benchmark = {
  minutes: 1,
  about:
    'One proof of an existing pool: warm against raw https calls, and in a cold process against the kubectl script',
  async measure(say) {
    const emulated = await startKataCluster('healthy', { nodes: 1, speed });
    const raw = openRawCluster(emulated.adminKubeconfig);
    const script = openScript(emulated.adminKubeconfig);
    const home = mkdtempSync(join(tmpdir(), 'kataproof-cold-'));
    try {
      await waitForNodes(raw, 'kata', 1);
      const warm = await compare(warmWays(emulated, raw), warmRounds, say);
      const figures = [figureOf('one proof, adapters and judge in one warm process', 'raw https calls', warm, 1.3)];
      const notes = [tellTimes('Warm', 'raw https', warm)];
      if (script) {
        const cold = await compare(coldWays(emulated, home, script.run), coldRounds, say);
        figures.push(figureOf('one proof by `kataproof prove`, a cold process', 'the kubectl script', cold, 0.5));
        notes.push(tellTimes('Cold', 'the script', cold), await tellBareNode());
      } else notes.push(noScript);
      return { figures, notes };
    } finally {
      script?.end();
      rmSync(home, { recursive: true, force: true });
      raw.close();
      await emulated.stop();
    }
  },
};

interface Compared {
  ours: number[];
  theirs: number[];
}

async function compare(
  [ours, theirs]: [Way, Way],
  { warmUps, blocks }: Rounds,
  say: (line: string) => void,
): Promise<Compared> {
  for (let time = 0; time < warmUps; time++) for (const way of [ours, theirs]) await way();
  const all: Compared = { ours: [], theirs: [] };
  for (let block = 0; block < blocks; block++) {
    all.ours.push(await ours());
    all.theirs.push(await theirs(), await theirs());
    all.ours.push(await ours());
    const [a, b] = [all.ours, all.theirs].map((times) => times.slice(-2).map(Math.round).join(', '));
    say(`${a} ms against ${b} ms`);
  }
  return all;
}

function figureOf(what: string, against: string, { ours, theirs }: Compared, most: number): Figure {
  const sumOf = (times: number[], block: number) => (times[2 * block] ?? 0) + (times[2 * block + 1] ?? 0);
  const samples = Array.from({ length: ours.length / 2 }, (_, block) => sumOf(ours, block) / sumOf(theirs, block));
  return { what, against, unit: '×', samples, limit: { most }, judged: 'median' };
}

const tellTimes = (state: string, against: string, { ours, theirs }: Compared) =>
  `${state}: ${renderSpread(ours)} ms against ${renderSpread(theirs)} ms of ${against}, without what their pods took.`;

/** Times an act, without what its pods took. */
async function timed(emulated: EmulatorReady, over: PodsOver, act: () => Promise<unknown>): Promise<number> {
  const known = (await readClusterRecord(emulated)).pods.length;
  const startedMs = performance.now();
  await act();
  const tookMs = performance.now() - startedMs;
  const { fromMs, toMs } = podTime((await readClusterRecord(emulated)).pods.slice(known), over);
  return tookMs - (toMs - fromMs);
}

/** One process, whose connections are kept: the product as `kataproof prove` runs it, and bare calls. */
function warmWays(emulated: EmulatorReady, raw: RawCluster): [Way, Way] {
  const context = chooseContext(readKubeconfigs(emulated.adminKubeconfig, {}), undefined);
  const verification = openCluster(context);
  const cluster = { subscriptionId: '', resourceGroup: '', name: context.name };
  const options = planProof({}, null);
  const ours = async () => {
    const { end } = await startProof({ verification, cluster, poolName: 'kata', options, onStep: () => undefined });
    const { verdict, reason, cleanupResult } = (await end).run;
    if (verdict !== 'isolated' || cleanupResult?.namespace !== 'removed') throw new Error(`${verdict}: ${reason}`);
  };
  return [
    () => timed(emulated, 'endedAtMs', ours),
    async () => {
      const { items } = await raw.call('GET', '/api/v1/nodes?labelSelector=kubernetes.azure.com/agentpool=kata');
      const order = orderRawProof(items[0].metadata.name);
      return timed(emulated, 'endedAtMs', () => proveRaw(raw, order));
    },
  ];
}

/** What no command on Node can go below. */
async function tellBareNode(): Promise<string> {
  const times: number[] = [];
  for (let time = 0; time < 7; time++) {
    const startedMs = performance.now();
    await execute(process.execPath, ['--eval', '0']);
    times.push(performance.now() - startedMs);
  }
  return `Of the cold command, \`node -e 0\` alone is ${renderSpread(times)} ms. A first run, which is not measured, had kept the command's compiled code and what kubectl discovers: as from a user's second run on.`;
}

const command = fileURLToPath(new URL('../../dist/cli/kataproof.cjs', import.meta.url));
const execute = promisify(execFile);

/**
 * Processes that begin with nothing but a kubeconfig and what they keep in a home: the built command its compiled code, and
 * each kubectl of the script what it has discovered.
 */
function coldWays(emulated: EmulatorReady, home: string, runScript: () => Promise<void>): [Way, Way] {
  const args = [command, 'prove', '--kubeconfig', emulated.adminKubeconfig, '--node-pool', 'kata', '--output', 'json'];
  const { PATH } = process.env;
  // Whoever has no verdict `isolated` ends with another exit code, and is thrown.
  const ours = async () => {
    await execute(process.execPath, args, { env: { PATH, HOME: home } });
  };
  return [() => timed(emulated, 'endedAtMs', ours), () => timed(emulated, 'readyAtMs', runScript)];
}
