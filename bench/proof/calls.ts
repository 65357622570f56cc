import type { LoggedRequest } from '../../emulator/seams/cluster-record.ts';
import type { Figure } from '../../scripts/measure/figure.ts';
import { nameCall, tallyCalls } from '../../test/support/calls/cluster-record.ts';
import { type Calls, countCalls, countCallsOfVerification } from '../../test/support/calls/count-calls.ts';
import { startTestStack, type TestStack } from '../../test/support/main-app/start-test-stack.ts';
import type { Benchmark } from '../harness/benchmark.ts';
import { openRawCluster, waitForNodes } from './raw-cluster.ts';
import { noScript, openScript } from './script/run-script.ts';

/** Kata pools of one cluster, by their number of nodes. */
const sizes = [1, 3, 10];

/** So much faster than in Azure nodes boot and pods start, for the app's timers and for the cluster alike: no pod is late, about which the app would ask. */
const speed = 60;

const machine = { vmSize: 'Standard_D8s_v5', osSKU: 'AzureLinux' };
const poolOf = (count: number) => ({
  ...{ ...machine, name: `kata${count}`, mode: 'User', count, workloadRuntime: 'KataVmIsolation' },
});
const seed = { name: 'demo', pools: [{ ...machine, name: 'system', mode: 'System', count: 2 }, ...sizes.map(poolOf)] };

/** What one verification called, of a pool of so many nodes. */
interface Counted extends Calls {
  nodes: number;
}

export const benchmark: Benchmark = {
  about:
    'the calls of a verification, to Kubernetes by what grows with the nodes and to ARM, and those of the kubectl script',
  async measure(say) {
    const stack = await startTestStack({ scenario: 'healthy', clusters: [seed], speed });
    try {
      const cluster = openRawCluster(stack.emulator.adminKubeconfig);
      for (const size of sizes) await waitForNodes(cluster, poolOf(size).name, size);
      cluster.close();
      const counted: Counted[] = [];
      for (const nodes of sizes) {
        const calls = await countCallsOfVerification(stack, poolOf(nodes).name);
        say(`${nodes} nodes: ${calls.kubernetes.length} calls of Kubernetes, ${calls.arm.length} of ARM`);
        counted.push({ nodes, ...calls });
      }
      const script = await countCallsOfScript(stack);
      return { figures: figuresOf(counted), notes: [...notesOf(counted), ...script] };
    } finally {
      await stack.stop();
    }
  },
};

/** The slope from the smallest to the largest pool is a node's, and the rest is the run's: one sample a size. */
function figuresOf(counted: readonly Counted[]): Figure[] {
  const [least, most] = [counted[0], counted.at(-1)];
  if (!least || !most) throw new Error('Nothing was counted.');
  const node = (most.kubernetes.length - least.kubernetes.length) / (most.nodes - least.nodes);
  const runs = counted.map(({ nodes, kubernetes }) => kubernetes.length - node * nodes);
  const steps = counted.slice(1).map(({ nodes, kubernetes }, index) => {
    const before = counted[index] as Counted;
    return (kubernetes.length - before.kubernetes.length) / (nodes - before.nodes);
  });
  const count = { unit: 'calls', judged: 'all' as const };
  return [
    { what: 'Kubernetes calls of a verification, a node', samples: steps, limit: { most: 6 }, ...count },
    { what: 'Kubernetes calls of a verification, the run', samples: runs, limit: { most: 6 }, ...count },
    {
      ...{ what: 'ARM calls of a verification, in a fresh process', samples: counted.map(({ arm }) => arm.length) },
      ...{ limit: { most: 2 }, ...count },
    },
  ];
}

function notesOf(counted: readonly Counted[]): string[] {
  return counted.flatMap(({ nodes, kubernetes, arm }) => [
    `${nodes} node${nodes === 1 ? '' : 's'}: ${kubernetes.length} calls: ${tallyCalls(kubernetes)}.`,
    ...(nodes === 1
      ? [`Calls of ARM: ${arm.map(({ method, path }) => `${method} ${shortened(path)}`).join(', ')}.`]
      : []),
  ]);
}

/** A path of ARM without where its cluster is. */
const shortened = (path: string) => path.replace(/^.*\/managedClusters\//i, '');

/** The script twice: with nothing discovered, and with what kubectl keeps of that for some hours. */
async function countCallsOfScript(stack: TestStack): Promise<string[]> {
  const script = openScript(stack.emulator.adminKubeconfig);
  if (!script) return [noScript];
  try {
    const first = (await countCalls(stack, script.run)).kubernetes;
    const again = (await countCalls(stack, script.run)).kubernetes;
    const kinds = again.filter((call) => !isDiscovery(call));
    return [
      `The kubectl script: ${again.length} calls, ${first.length} when kubectl has discovered nothing yet: ${tallyCalls(kinds)}, and ${again.length - kinds.length} of discovery.`,
    ];
  } finally {
    script.end();
  }
}

const isDiscovery = (call: LoggedRequest) => nameCall(call).includes('/');
