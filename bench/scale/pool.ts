import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestStack } from '../../test/support/main-app/start-test-stack.ts';
import { readHubRecords, recordsOfRun } from '../../test/support/runs/count-history.ts';
import { largestOf, measureCrossings, mostMessageBytes } from '../../test/support/runs/measure-crossings.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { type Heap, hubBytes, inspected, openHeap } from './live-heap.ts';
import { clusterOf, journalOf, provePool, startPoolStack } from './pool-stack.ts';

const [few, many] = [100, 1000];
/** Nodes that are proven at a time: a chunk has no more. */
const wave = 20;

interface Proof {
  nodes: number;
  runId: string;
  elapsedMs: number;
  /** What is alive of the app at the end of the run, without the task hub. */
  appBytes: number;
}

interface Around {
  stack: TestStack;
  heap: Heap;
  journal: string;
  say: (line: string) => void;
}

async function prove({ stack, heap, journal, say }: Around, nodes: number): Promise<Proof> {
  const startedMs = performance.now();
  const { id } = await provePool(stack, `of-${nodes}`);
  const elapsedMs = performance.now() - startedMs;
  const live = await heap.readLiveBytes();
  const hub = hubBytes(readFileSync(journal, 'utf8'));
  const [alive, ofHub] = [live, hub].map((bytes) => (bytes / 1e6).toFixed(1));
  say(`${nodes} nodes: ${(elapsedMs / 1000).toFixed(1)} s, ${alive} MB alive, ${ofHub} of them the task hub`);
  return { nodes, runId: id, elapsedMs, appBytes: live - hub };
}

const meanOf = (proofs: readonly Proof[], of: (proof: Proof) => number) =>
  proofs.reduce((sum, proof) => sum + of(proof), 0) / proofs.length;

/** Milliseconds that each wave beyond the first adds: what a run takes with one wave is taken off. */
function perWaveMs(proofs: readonly Proof[], nodes: number): number {
  const timeOf = (size: number) =>
    meanOf(
      proofs.filter((proof) => proof.nodes === size),
      ({ elapsedMs }) => elapsedMs,
    );
  return (timeOf(nodes) - timeOf(wave)) / (nodes / wave - 1);
}

function report(proofs: readonly Proof[], journal: string) {
  const of = (size: number) => proofs.filter(({ nodes }) => nodes === size);
  const [large] = of(many);
  const largest = largestOf(measureCrossings(recordsOfRun(readHubRecords(journal), large?.runId ?? '')));
  const appOf = (size: number) => meanOf(of(size), ({ appBytes }) => appBytes);
  const [shorter, longer] = [perWaveMs(proofs, few), perWaveMs(proofs, many)];
  const against = `a pool of ${few}`;
  return {
    figures: [
      {
        what: `Largest message of a proof of ${many} nodes`,
        ...{
          unit: 'kB',
          samples: [largest.bytes / 1024],
          limit: { most: mostMessageBytes / 1024 },
          judged: 'all' as const,
        },
      },
      {
        what: `What is alive of the app after a proof of ${many} nodes`,
        ...{ against, unit: '×', samples: [appOf(many) / appOf(few)], limit: { most: 1.1 }, judged: 'median' as const },
      },
      {
        what: `Time of a wave of ${wave} nodes in a pool of ${many}`,
        ...{ against, unit: '×', samples: [longer / shorter], limit: { most: 1.1 }, judged: 'median' as const },
      },
    ],
    notes: [
      `The largest message is the ${largest.what}, in UTF-16 as Azure Storage counts properties.`,
      `A wave takes ${Math.round(longer)} ms in a pool of ${many} and ${Math.round(shorter)} ms in one of ${few}; what a run of one wave takes is taken off both.`,
      'What is alive is measured after garbage collection and without the task hub, which is in storage in Azure.',
    ],
  };
}

/** Proves large pools, the large one between small ones. */
export const benchmark: Benchmark = {
  minutes: 1,
  about: `A proof of a pool of ${many} nodes against one of ${few}`,
  async measure(say) {
    const clusters = [wave, few, many].map((nodes) => clusterOf(`of-${nodes}`, nodes));
    const settings = { ...inspected, KATAPROOF_PARALLEL_NODES: String(wave) };
    const stack = await startPoolStack([clusterOf('demo', 0), ...clusters], { settings });
    const heap = await openHeap(join(stack.logDirectory, 'functions-host.log'));
    const journal = journalOf(dirname(stack.logDirectory));
    try {
      // The first proof compiles what the others run, and is not counted.
      await prove({ stack, heap, journal, say }, wave);
      const proofs: Proof[] = [];
      for (const nodes of [wave, few, many, few, wave]) proofs.push(await prove({ stack, heap, journal, say }, nodes));
      return report(proofs, journal);
    } finally {
      heap.close();
      await stack.stop();
    }
  },
};
