import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import type { VerificationCluster } from '../../shared/ports/verification-cluster.ts';
import type { WorkflowOptions } from '../../shared/runs/requests.ts';
import {
  type Command,
  parseDuration,
  parseFlags,
  parseOutput,
  somethingWentWrong,
  WrongArguments,
} from '../command-line/command.ts';
import { exitCodeOf } from '../command-line/exit-code-of.ts';
import { chooseContext } from '../kubeconfig/choose-context.ts';
import { readKubeconfigs } from '../kubeconfig/read-kubeconfigs.ts';
import { openCluster } from '../prove/open-cluster.ts';
import { type ProofChoices, planProof } from '../prove/proof-options.ts';
import { renderProof, renderProofAsJson } from '../prove/render-proof.ts';
import { type ProofEnd, type RunningProof, startProof } from '../prove/run-proof.ts';
import { createProgress, type Progress, widthOf } from '../terminal/create-progress.ts';
import { listenForEnd } from '../terminal/listen-for-end.ts';

const usage = `Usage: kataproof prove [--context NAME] [--node-pool POOL] [options]

Proves that sandboxed pods have a kernel of their own, on every Kata node of a cluster or of one of its pools. Needs no
deployment: it runs what the deployed app runs, with the rights of your kubeconfig, and leaves nothing behind.

  --context NAME          the context of the kubeconfig (default: the current one)
  --kubeconfig FILE       the kubeconfig (default: those of KUBECONFIG, or ~/.kube/config)
  --node-pool POOL        only the nodes of this agent pool
  -n, --namespace NAME    an existing namespace for the pods (default: one of its own, which is removed)
  --image IMAGE           image of both pods (default: mcr.microsoft.com/azurelinux/busybox:1.36)
  --runtime-class NAME    the RuntimeClass under test (default: kata-vm-isolation)
  --vmm NAME,…            DMI vendors that count as Kata's VMM beside Cloud Hypervisor
  --parallel-nodes N      nodes that are proven at a time (default: 4)
  --timeout DURATION      how long the pods of a node may take, such as 90s or 10m (default: 5m)
  -o, --output text|json  the evidence as tables or as JSON (default: text); with json, progress goes to stderr

Ctrl-C, SIGTERM, SIGHUP and a closed pipe end it early: it cleans up first.

Exit codes: 0 isolated, 2 not isolated, 3 inconclusive, 1 anything else.`;

const flags = {
  context: { type: 'string' },
  kubeconfig: { type: 'string' },
  'node-pool': { type: 'string' },
  namespace: { type: 'string', short: 'n' },
  image: { type: 'string' },
  'runtime-class': { type: 'string' },
  vmm: { type: 'string' },
  'parallel-nodes': { type: 'string' },
  timeout: { type: 'string' },
  output: { type: 'string', short: 'o', default: 'text' },
} as const;

export const prove: Command = {
  usage,
  async run(args) {
    const { values } = parseFlags(args, flags);
    const output = parseOutput(values.output);
    const timeoutMs = values.timeout === undefined ? null : parseDuration('--timeout', values.timeout);
    const options = readOptions(values, timeoutMs);
    const context = chooseContext(readKubeconfigs(values.kubeconfig, process.env), values.context);
    const verification = openCluster(context);
    // There is no subscription and no resource group: a context is all that names the cluster.
    const cluster = { subscriptionId: '', resourceGroup: '', name: context.name };
    const order = { verification, cluster, poolName: values['node-pool'] ?? null, options };
    const { end, early } = await proveUntilEnded(order, output === 'json' ? process.stderr : process.stdout);
    if (!end) return somethingWentWrong;
    if (output === 'json') console.log(JSON.stringify(renderProofAsJson(end, context.name), null, 2));
    else console.log(`\n${renderProof(end, widthOf(process.stdout), paint).join('\n')}`);
    const { status, verdict } = end.run;
    // What was ended early may have found nothing for that alone. A leak that it has found is one all the same.
    if (status !== 'done' || !verdict || (early && verdict === 'inconclusive')) return somethingWentWrong;
    return exitCodeOf(verdict);
  },
};

function readOptions(values: { [Flag in keyof typeof flags]?: string }, timeoutMs: number | null): WorkflowOptions {
  const choices: ProofChoices = {
    '--image': values.image,
    '--runtime-class': values['runtime-class'],
    '--namespace': values.namespace,
    '--parallel-nodes': values['parallel-nodes'],
    '--vmm': values.vmm,
  };
  try {
    return planProof(choices, timeoutMs);
  } catch (error) {
    throw new WrongArguments(error instanceof Error ? error.message : String(error));
  }
}

const paint: Parameters<typeof renderProof>[2] = (format, text) => styleText(format, text, { stream: process.stdout });

interface Order {
  verification: VerificationCluster;
  cluster: ClusterReference;
  poolName: string | null;
  options: WorkflowOptions;
}

/** How long a proof that was asked to end may clean up, in milliseconds. */
const graceMs = 90_000;

/** `end` is null when the proof was ended before it could clean up, or before it had made anything. */
async function proveUntilEnded(
  order: Order,
  out: NodeJS.WriteStream,
): Promise<{ end: ProofEnd | null; early: boolean }> {
  let proof: RunningProof | null = null;
  const progress = createProgress(out);
  const tellLeft = () => {
    if (proof) tellWhatIsLeft(proof, order.options);
  };
  const signal = listenForEnd(tellLeft);
  try {
    const aborted = new Promise<null>((end) => signal.addEventListener('abort', () => end(null), { once: true }));
    const swept = sweep(order, progress, signal);
    await reach(order, progress, aborted);
    // In a namespace of its owners, what is left there may take up a quota that the pods need.
    if (order.options.namespace !== null) await Promise.race([swept, aborted]);
    if (signal.aborted) return { end: null, early: true };
    proof = await startProof({ ...order, onStep: (step) => progress.tell(step) });
    const end = await endWithin(proof, progress, signal, tellLeft);
    await Promise.race([swept, aborted]);
    return { end, early: signal.aborted };
  } finally {
    progress.end();
  }
}

/** Shows that the cluster answers. */
async function reach({ verification, cluster }: Order, progress: Progress, aborted: Promise<null>): Promise<void> {
  progress.note(`Asking the cluster of context ${cluster.name}`);
  const reached = await Promise.race([verification.checkReachable(cluster), aborted]);
  if (reached) progress.note(`Kubernetes ${reached.version}`);
}

/**
 * Removes what an earlier proof that was killed has left in the cluster. Whoever may not list the whole cluster leaves this
 * to somebody who may. Never throws.
 */
async function sweep(
  { verification, cluster, options }: Order,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const now = new Date().toISOString();
  const swept = await verification.removeExpired(cluster, now, options.namespace).catch(() => null);
  if (swept && swept.removed.length > 0 && !signal.aborted)
    progress.note(`Removed what had expired: ${swept.removed.join(', ')}`);
}

async function endWithin(
  proof: RunningProof,
  progress: Progress,
  signal: AbortSignal,
  tellLeft: () => void,
): Promise<ProofEnd | null> {
  const ended = new AbortController();
  const tooLate = new Promise<null>((resolve) => {
    const cancel = () => {
      progress.note(`${signal.reason.message}: cleaning up. A second time ends this at once.`);
      proof.cancel();
      sleep(graceMs, null, { signal: ended.signal }).then(resolve, () => undefined);
    };
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  });
  try {
    const end = await Promise.race([proof.end, tooLate]);
    if (!end) tellLeft();
    return end;
  } finally {
    ended.abort();
  }
}

/** Written at once, for the process may end with the next line. */
function tellWhatIsLeft({ namespace }: RunningProof, { namespace: given, pairDeadlineMs }: WorkflowOptions): void {
  const what =
    given === null
      ? `Namespace ${namespace} may be left; its deletion has been asked for. kubectl delete namespace ${namespace} makes sure.`
      : `Jobs named kataproof-… may be left in namespace ${given}.`;
  const minutes = Math.ceil(pairDeadlineMs / 60_000) + 15;
  console.error(`${what} Pods that are left end by themselves, and Kubernetes removes them within ${minutes} minutes.`);
}
