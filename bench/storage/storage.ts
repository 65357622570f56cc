import { type RunCount, startCountedStack } from '../../test/support/main-app/count-runs.ts';
import type { Benchmark, Figure } from '../harness/benchmark.ts';

const sizes = [1, 3, 10];

/** Operations that a run may ask of the storage for each line of its timeline and each node. */
const most = 4;

export const benchmark: Benchmark = {
  minutes: 1,
  about: 'What runs of the built app ask of the storage account, counted at the wire by operation and table',
  async measure(say) {
    const counted = await startCountedStack();
    try {
      const cluster = counted.stack.clusterBody;
      const provision = (name: string, count: number) =>
        counted.countRun('/api/provisionings', { cluster, nodePool: { name, count }, cleanup: 'keep' });
      // The first run of a process makes the tables.
      await provision('warm', 1);
      const [provisionings, verifications]: [RunCount[], RunCount[]] = [[], []];
      for (const size of sizes) {
        const provisioned = await provision(`kata${size}`, size);
        const verified = await counted.countRun('/api/verifications', { cluster, nodePool: `kata${size}` });
        say(`${size} nodes: ${provisioned.operations} and ${verified.operations} operations`);
        provisionings.push(provisioned);
        verifications.push(verified);
      }
      return {
        figures: [figureOf('verification', verifications), figureOf('provisioning', provisionings)],
        notes: [
          ...verifications.map((run) => `A verification: ${render(run)}`),
          ...provisionings.map((run) => `A provisioning: ${render(run)}`),
          'The request that starts the run is counted with it. Durable keeps its own hub elsewhere, and the host its queues.',
        ],
      };
    } finally {
      await counted.stop();
    }
  },
};

function figureOf(kind: string, runs: readonly RunCount[]): Figure {
  return {
    what: `Storage operations of a ${kind}, for each step that it tells of and each node (of ${sizes.toReversed().join(', ')} nodes: the more, the fewer)`,
    unit: 'operations',
    samples: runs.map(({ operations, told, nodes }) => operations / (told + nodes)),
    limit: { most },
    judged: 'all',
  };
}

function render({ nodes, told, verdict, operations, tally }: RunCount): string {
  const each = Object.entries(tally).map(([name, count]) => `${count} ${name}`);
  return `${nodes} nodes, ${told} steps, ${verdict}: ${operations} operations (${each.join(', ')}).`;
}
