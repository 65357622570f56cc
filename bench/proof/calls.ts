import type { LoggedRequest } from '../../emulator/seams/cluster-record.ts';
import type { Figure } from '../../scripts/measure/figure.ts';
import { nameCall, tallyCalls } from '../../test/support/calls/cluster-record.ts';
import {
  type CallsByPurpose,
  countCalls,
  countCallsOfVerification,
  splitCalls,
} from '../../test/support/calls/count-calls.ts';
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
interface Counted extends CallsByPurpose {
  nodes: number;
}

export const benchmark: Benchmark = {
  minutes: 1,
  about:
    'The calls of a verification, to Kubernetes by what grows with the nodes and to ARM, and those of the kubectl script',
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
        counted.push({ nodes, ...splitCalls(calls) });
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
  const ofRun = ({ run }: Counted) => run.kubernetes.length;
  const node = (ofRun(most) - ofRun(least)) / (most.nodes - least.nodes);
  const runs = counted.map((each) => ofRun(each) - node * each.nodes);
  const steps = counted.slice(1).map((each, index) => {
    const before = counted[index] as Counted;
    return (ofRun(each) - ofRun(before)) / (each.nodes - before.nodes);
  });
  const count = { unit: 'calls', judged: 'all' as const };
  const sumOf = (of: 'request' | 'inspection') =>
    counted.map(({ [of]: { kubernetes, arm } }) => kubernetes.length + arm.length);
  return [
    { what: 'Kubernetes calls of a verification, a node', samples: steps, limit: { most: 6 }, ...count },
    { what: 'Kubernetes calls of a verification, the run', samples: runs, limit: { most: 6 }, ...count },
    {
      ...{
        what: 'ARM calls of a verification, the run in a fresh process',
        samples: counted.map(({ run }) => run.arm.length),
      },
      ...{ limit: { most: 2 }, ...count },
    },
    {
      what: 'Calls of the check of its request, Kubernetes and ARM',
      samples: sumOf('request'),
      limit: { most: 2 },
      ...count,
    },
    {
      what: 'Calls of the inspection of workloads after it, Kubernetes and ARM',
      samples: sumOf('inspection'),
      limit: { most: 5 },
      ...count,
    },
  ];
}

function notesOf(counted: readonly Counted[]): string[] {
  const [{ request, run, inspection }] = counted as [Counted];
  const armOf = ({ arm }: { arm: CallsByPurpose['run']['arm'] }) =>
    arm.map(({ method, path }) => `${method} ${shortened(path)}`).join(', ');
  return [
    ...counted.map(
      ({ nodes, run: { kubernetes } }) =>
        `${nodes} node${nodes === 1 ? '' : 's'}: ${kubernetes.length} calls: ${tallyCalls(kubernetes)}.`,
    ),
    `Calls of ARM by the run: ${armOf(run)}.`,
    `A request is checked before its run, so that its caller hears at once of a cluster that is not there or that nobody reaches: ${tallyCalls(request.kubernetes)}, ${armOf(request)}.`,
    `The inspection looks at all workloads of the cluster, once a run where there is a policy, and proves nothing: ${tallyCalls(inspection.kubernetes)}, ${armOf(inspection)}.`,
  ];
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
