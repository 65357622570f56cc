import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { VmSize } from '../../emulator/azure/resource-manager/compute/vm-sizes.ts';
import { nodeImageVersion } from '../../emulator/azure/resource-manager/container-service/resources/node-image.ts';
import { rateLimits } from '../../emulator/azure/resource-manager/protocol/rate-limits.ts';
import type { Posture } from '../../shared/posture/posture.ts';
import { createPostures } from '../../shared/storage/tables-postures.ts';
import { checkProofs } from '../../test/support/fleet/check-night.ts';
import {
  fleetSeeds,
  type NightEnd,
  readInstance,
  spendNight,
  startFleetStack,
} from '../../test/support/fleet/fleet-night.ts';
import type { TestStack } from '../../test/support/main-app/start-test-stack.ts';
import type { Benchmark, Figure } from '../harness/benchmark.ts';
import { hubBytes, inspected, openHeap } from './live-heap.ts';
import { journalOf } from './pool-stack.ts';

/** `BENCH_FLEET=full` has every pool proven, which takes two cores a quarter of an hour or more. */
const isFull = process.env['BENCH_FLEET'] === 'full';
const clusters = Number(process.env['BENCH_CLUSTERS'] ?? 1000);
const pools = 3;
/** Clusters whose pools are due. Those of the others are fresh: such a cluster is visited and inspected. */
const due = isFull ? clusters : Math.ceil(clusters / 20);
/**
 * Emulated seconds in a second. What the processor needs takes so many times longer by ARM's time, and on two cores the
 * visits that begin together then outlast what a lane has to wait for its next call.
 */
const speed = Number(process.env['BENCH_SPEED'] ?? (isFull ? 1 : 3));
const lanes = 50;
const pageSize = 100;

/**
 * The most that the heap of the process may have: what Node takes on an instance of 512 MB, half of that (V8:
 * Heap::HeapSizesFromPhysicalMemory). On a machine with more it lets garbage lie instead. A night that needs more dies. The
 * task hub, which is in storage in Azure, is in the same heap: in the full form it gets as much for itself.
 */
const heapMegabytes = isFull ? 512 : 256;
const onSmallInstance = { NODE_OPTIONS: `${inspected.NODE_OPTIONS} --max-old-space-size=${heapMegabytes}` };

/** The bucket that calls for credentials are taken from, which is the one that runs dry. */
const { burst, refillPerSecond } = rateLimits.other;
/** The time in which ARM allows one call for credentials of each cluster, from a full bucket. */
const allowedSeconds = (clusters - burst) / refillPerSecond;

/** Writes down that the pools of all clusters but the first `due` have just been proven. */
async function makeFresh(stack: TestStack): Promise<void> {
  const credential = { getToken: async () => null };
  const postures = createPostures({ ...stack.storage, tablesEndpoint: null, credential });
  const now = Date.now();
  const image = nodeImageVersion({ workloadRuntime: 'KataVmIsolation', osSKU: 'AzureLinux' }, {} as VmSize);
  const at = new Date(now).toISOString();
  const { subscriptionId, resourceGroup } = stack.emulator;
  const rows = Array.from({ length: clusters - due }, (_, index) => `fleet-${String(due + index + 1).padStart(4, '0')}`)
    .flatMap((name) => Array.from({ length: pools }, (_, pool) => ({ name, poolName: `kata${pool + 1}` })))
    .map(({ name, poolName }): Posture => {
      const known = { verdict: 'isolated', reason: 'It was proven.', since: at, provenAt: at } as const;
      const counts = { nodesPresent: 1, nodesProven: 1, runId: '8232792000000-aaaaaaaaaa', nodeImageVersion: image };
      const rest = { evidenceHash: null, evidenceSince: at, changing: false, changingSince: null, retired: false };
      const freshUntil = new Date(now + 30 * 24 * 3_600_000).toISOString();
      return { cluster: { subscriptionId, resourceGroup, name }, poolName, freshUntil, ...known, ...counts, ...rest };
    });
  const hands = Array.from({ length: 8 }, (_, hand) => rows.filter((_row, index) => index % 8 === hand));
  await Promise.all(
    hands.map(async (hand) => {
      for (const posture of hand) await postures.writePosture(posture, null);
    }),
  );
}

/** Megabytes of the process of the host, which holds the app and the task hub. */
function residentMegabytes(stack: TestStack): number {
  const asked = ['-o', 'rss=', '-p', String(stack.host().process.pid)];
  return Number(execFileSync('ps', asked, { encoding: 'utf8' })) / 1000;
}

interface Memory {
  /** Of the process at most; in the full form less what its task hub holds at the end. */
  residentMegabytes: number;
  /** What is alive of the app, without the task hub, after so many clusters. */
  alive: { visited: number; megabytes: number }[];
}

/** Watches the memory of a night: all the time what the process has, and at a tenth of the fleet and at its end what is alive. */
async function watchMemory(stack: TestStack, night: Promise<NightEnd>, say: (line: string) => void): Promise<Memory> {
  const heap = await openHeap(join(stack.logDirectory, 'functions-host.log'));
  const memory: Memory = { residentMegabytes: 0, alive: [] };
  const readAlive = async (visited: number) => {
    const live = await heap.readLiveBytes();
    const hub = hubBytes(readFileSync(journalOf(dirname(stack.logDirectory)), 'utf8'));
    memory.alive.push({ visited, megabytes: (live - hub) / 1e6 });
    say(
      `after ${visited} clusters: ${(live / 1e6).toFixed(1)} MB alive, ${(hub / 1e6).toFixed(1)} of them the task hub; ${memory.residentMegabytes.toFixed(0)} MB in use at most`,
    );
    return hub / 1e6;
  };
  let ended = false;
  const end = night.finally(() => {
    ended = true;
  });
  const id = `fleet-${new Date().toISOString().slice(0, 10)}`;
  while (!ended) {
    memory.residentMegabytes = Math.max(memory.residentMegabytes, residentMegabytes(stack));
    const input = (await readInstance(stack, id))?.input as { progress?: { visited: number } } | undefined;
    const visited = input?.progress?.visited ?? 0;
    if (memory.alive.length === 0 && visited >= clusters / 10) await readAlive(visited);
    await Promise.race([end, new Promise((resolve) => setTimeout(resolve, 1000))]);
  }
  const hubMegabytes = await readAlive((await end).progress.visited);
  if (isFull) memory.residentMegabytes -= hubMegabytes;
  heap.close();
  return memory;
}

function figuresOf(night: NightEnd, { alive, residentMegabytes }: Memory): Figure[] {
  const arm = night.requests.filter(({ path }) => path.startsWith('/subscriptions/'));
  const emulatedSeconds = (night.elapsedMs / 1000) * speed;
  const [first, last] = [alive[0]?.megabytes ?? Number.NaN, alive.at(-1)?.megabytes ?? Number.NaN];
  const fleet = `a night of ${clusters} clusters with ${pools} pools, those of ${due} due`;
  return [
    {
      what: `Time of ${fleet}`,
      against: 'what ARM’s bucket for credentials allows',
      ...{ unit: '×', samples: [emulatedSeconds / allowedSeconds], limit: { most: 1.1 }, judged: 'median' },
    },
    {
      what: `ARM calls a cluster, ${fleet}`,
      ...{ unit: 'calls', samples: [arm.length / clusters], limit: { most: 3 }, judged: 'all' },
    },
    {
      what: `Calls that ARM refuses (429), ${fleet}`,
      samples: [arm.filter(({ status }) => status === 429).length],
      ...{ unit: 'calls', limit: { most: 0 }, judged: 'all' },
    },
    {
      what: `Memory of the app’s process, ${fleet}`,
      ...{ unit: 'MB', samples: [residentMegabytes], limit: { most: 512 }, judged: 'all' },
    },
    {
      what: `What is alive of the app at the end, ${fleet}`,
      against: `after ${alive[0]?.visited} clusters`,
      ...{ unit: '×', samples: [last / first], limit: { most: 1.1 }, judged: 'median' },
    },
  ];
}

/** Spends a night of a large fleet. That it survives the end of its host is told by test/fleet/prove-fleet.test.ts. */
export const benchmark: Benchmark = {
  minutes: isFull ? 40 : 6,
  about: `A night of ${clusters} clusters with ${pools} pools each, against the token buckets of ARM`,
  async measure(say) {
    const stack = await startFleetStack({
      clusters: fleetSeeds(clusters, pools),
      ...{ pageSize, speed, steadyClock: true },
      settings: { ...onSmallInstance, KATAPROOF_FLEET_PARALLEL_CLUSTERS: String(lanes) },
    });
    try {
      await makeFresh(stack);
      say(
        `${due} of ${clusters} clusters are due; ARM allows ${allowedSeconds} s, which are ${allowedSeconds / speed} s here`,
      );
      const night = spendNight(stack, null);
      const memory = await watchMemory(stack, night, say);
      const ended = await night;
      const mistakes = checkProofs(ended, { clusters, pools, due });
      if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
      return {
        figures: figuresOf(ended, memory),
        notes: [
          `The pools of ${due} clusters were due and were proven once each; the other clusters were visited and inspected${isFull ? '' : ' (BENCH_FLEET=full has all of them proven)'}.`,
          `A cluster costs one call for its credentials from ARM’s bucket "all other" (${burst} at once, then ${refillPerSecond} a second), so ${clusters} take ${allowedSeconds} s at least; the night took ${Math.round((ended.elapsedMs / 1000) * speed)} s of that time, which passed ${speed} times as fast.`,
          `The process has a heap of ${heapMegabytes} MB at most: as Node takes on an instance of 512 MB${isFull ? ', and as much for the task hub, which is in storage in Azure and is taken off' : ', the task hub included'}.`,
          'What is alive is measured without the task hub.',
        ],
      };
    } finally {
      await stack.stop();
    }
  },
};
