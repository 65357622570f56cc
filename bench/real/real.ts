import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spreadOf } from '../../scripts/measure/judge.ts';
import type { Benchmark, Measurement } from '../harness/benchmark.ts';
import { findKubectl } from '../proof/script/run-script.ts';
import { createApiClient } from './api-server/api-client.ts';
import { findServer } from './api-server/find-server.ts';
import { startApiServer } from './api-server/start-api-server.ts';
import { createKubectl, type Kubectl } from './kubectl.ts';
import { command, proveCold } from './prove-cold.ts';
import { jobsOf, podsOf, runScript, timeNamespaceEnd } from './script.ts';
import { startNodes } from './stand-in/start-nodes.ts';

const rounds = 4;

/**
 * The pace of the stand-in's kubelet, by that of the emulator: a guest of Kata starts in two seconds, an ordinary pod in
 * less than one. Slower pods would hide what the rest takes.
 */
const speed = 2;

/** What `kubectl get` finds of runs, in all namespaces. */
const leftovers = ['namespaces,jobs,pods', '-A', '-l', 'app.kubernetes.io/managed-by=kataproof', '-o', 'name'];

interface Cluster {
  kubeconfig: string;
  stop(): Promise<void>;
}

interface Times {
  script: { untilKnown: number; untilGone: number }[];
  proof: { untilVerdict: number; untilEnd: number }[];
  namespace: number[];
}

export const benchmark: Benchmark = {
  minutes: 2,
  about: 'One proof by command on a real API server with its own controllers, beside a script of kubectl',
  async measure(say) {
    const found = findServer(process.env);
    const program = findKubectl();
    if ('missing' in found) return { skipped: found.missing };
    if (!program) return { skipped: 'There is no kubectl on the PATH.' };
    if (!existsSync(command)) return { skipped: 'There is no dist/cli: npm run build makes it.' };
    const cluster = 'kubeconfig' in found ? { ...found, stop: async () => undefined } : await startCluster(found, say);
    const folder = mkdtempSync(join(tmpdir(), 'kataproof-script-'));
    try {
      return toMeasurement(
        await takeTimes(cluster.kubeconfig, createKubectl(program, cluster.kubeconfig), folder, say),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await cluster.stop();
    }
  },
};

async function startCluster(
  { binaries }: Extract<ReturnType<typeof findServer>, { binaries: object }>,
  say: (line: string) => void,
): Promise<Cluster> {
  say(`Starting Kubernetes ${binaries.version}`);
  const server = await startApiServer(binaries);
  const client = createApiClient(server.api);
  const nodes = await startNodes(client, binaries.version, speed);
  return {
    kubeconfig: server.kubeconfig,
    async stop() {
      nodes.stop();
      client.close();
      await server.stop();
    },
  };
}

async function takeTimes(
  kubeconfig: string,
  kubectl: Kubectl,
  folder: string,
  say: (line: string) => void,
): Promise<Times> {
  const node = [
    'get',
    'nodes',
    '-l',
    'kubernetes.azure.com/kata-vm-isolation=true',
    '-o=jsonpath={.items[0].metadata.name}',
  ];
  const nodeName = await kubectl(...node);
  const keep = (name: string, object: object) => {
    writeFileSync(join(folder, name), JSON.stringify(object));
    return join(folder, name);
  };
  const manifest = keep('pods.json', podsOf(nodeName));
  const times: Times = { script: [], proof: [], namespace: [] };
  const acts = {
    script: async () => times.script.push(await runScript(kubectl, manifest)),
    proof: async () => times.proof.push(await proveCold(kubeconfig)),
    namespace: async () => {
      const name = `kataproof-bench-${process.pid}-${times.namespace.length}`;
      times.namespace.push(await timeNamespaceEnd(kubectl, keep(`${name}.json`, jobsOf(nodeName, name)), name));
    },
  };
  say('Pulling the image, and warming up');
  await runScript(kubectl, manifest);
  await proveCold(kubeconfig);
  for (let round = 0; round < rounds; round++) {
    for (const act of round % 2 === 0
      ? [acts.script, acts.proof, acts.namespace]
      : [acts.namespace, acts.proof, acts.script])
      await act();
    say(`${round + 1} of ${rounds} rounds`);
  }
  const left = (await kubectl('get', ...leftovers)).trim();
  if (left !== '') throw new Error(`Of the proofs there is left: ${left}`);
  return times;
}

function toMeasurement({ script, proof, namespace }: Times): Measurement {
  const ratios = proof.map(({ untilVerdict }, round) => untilVerdict / (script[round]?.untilKnown ?? Number.NaN));
  const ends = proof.map(
    ({ untilVerdict, untilEnd }, round) => untilEnd - untilVerdict - (namespace[round] ?? Number.NaN),
  );
  const inSeconds = (samples: number[]) => `${spreadOf(samples).median.toFixed(2)} s`;
  return {
    figures: [
      {
        ...{ what: 'time until the verdict, on a real API server, by a cold command' },
        ...{ against: 'a script of kubectl, until it knows both boot ids', unit: '×', samples: ratios },
        ...{ limit: { most: 1.1 }, judged: 'median' },
      },
      {
        ...{ what: 'time from the verdict until nothing is left, on a real API server' },
        ...{ against: "the namespace's own end, taken off", unit: 's', samples: ends },
        ...{ limit: { most: 1 }, judged: 'median' },
      },
    ],
    notes: [
      `Medians: the proof ${inSeconds(proof.map(({ untilVerdict }) => untilVerdict))} until the verdict and ${inSeconds(proof.map(({ untilEnd }) => untilEnd))} until nothing is left; the script ${inSeconds(script.map(({ untilKnown }) => untilKnown))} and ${inSeconds(script.map(({ untilGone }) => untilGone))}, in a namespace that stays; a namespace's own end ${inSeconds(namespace)}.`,
    ],
  };
}
