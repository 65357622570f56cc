import type { V1Pod } from '@kubernetes/client-node';
import { redact } from '../../errors/redact.ts';
import type { PodRole } from '../../isolation/evidence.ts';
import type { PodPairNames } from '../../isolation/pod-pair-names.ts';
import { shorten } from '../../plain/shorten.ts';
import type { PairState } from '../../ports/verification-cluster.ts';
import type { ClusterApis } from '../connection/cluster-apis.ts';
import { orNull } from '../connection/list-all.ts';
import { describePod, type PodProgress, type PodTrouble } from './judge-pod-progress.ts';
import { lastWords } from './read-events.ts';
import { type Failure, findJobFailure, readWords } from './read-standing.ts';

/** A pod of the pair, or its place while there is none, and how far it is. */
export interface SeenPod {
  role: PodRole;
  pod: V1Pod | null;
  progress: PodProgress;
}

/** Most characters of what Kubernetes says of one pod: two of them fit into a run's reason. */
const mostWords = 800;

/** Tells that a pod will give no report, with everything that Kubernetes says of it. */
export async function tellFailure(
  apis: ClusterApis,
  names: PodPairNames,
  seen: SeenPod,
  failure: Failure,
): Promise<PairState> {
  const job = failure.code === 'PodDeleted' ? await readJobFailure(apis, names, seen.role) : null;
  const message = [failure.message, job?.message].filter(Boolean).join(' ');
  const words = await readLastWords(apis, names, seen);
  const said = words.filter((one) => !isSaid(one, [message]));
  const told = said.length > 0 ? `${message} Kubernetes last said: ${said.join('; ')}` : message;
  return { state: 'failed', code: job?.code ?? failure.code, message: bounded(`The ${seen.role} pod: ${told}`) };
}

/** Tells that the time is over before these pods have ended, with everything that Kubernetes says of them. */
export async function tellWaiting(
  apis: ClusterApis,
  names: PodPairNames,
  open: readonly SeenPod[],
  troubles: PodTrouble[],
): Promise<PairState> {
  const sentences: string[] = [];
  const allWords = await Promise.all(open.map((seen) => readLastWords(apis, names, seen)));
  for (const [index, { role }] of open.entries()) {
    const words = allWords[index] ?? [];
    if (words.length > 0) sentences.push(bounded(`Kubernetes last said of the ${role} pod: ${words.join('; ')}`));
  }
  return {
    state: 'running',
    waitingFor: [openInWords(open), ...sentences].map((one) => one.replace(/\.$/, '')).join('. '),
    troubles,
  };
}

/** What the pods that have not ended wait for, in one line. */
export function openInWords(open: readonly SeenPod[]): string {
  return open
    .map(
      ({ role, progress }) => `the ${role} pod waits for ${'waitingFor' in progress ? progress.waitingFor : 'nothing'}`,
    )
    .join('; ');
}

/** Most troubles of one pod: webhooks may inject any number of containers. */
const mostTroubles = 6;

/** The troubles of one pod as the port tells them. */
export function tellTroubles(role: PodRole, troubles: readonly PodTrouble[]): PodTrouble[] {
  return troubles
    .slice(0, mostTroubles)
    .map(({ id, message }) => ({ id: `${role}/${id}`, message: bounded(`the ${role} pod: ${message}`) }));
}

async function readLastWords(apis: ClusterApis, names: PodPairNames, { role, pod }: SeenPod): Promise<string[]> {
  const events = await readWords(apis, names.namespace, pod?.metadata?.name ?? names[role]);
  const said = [...(pod ? describePod(pod) : []), ...lastWords(events)];
  return said.filter((words, index) => !isSaid(words, said.slice(0, index)));
}

async function readJobFailure(apis: ClusterApis, names: PodPairNames, role: PodRole): Promise<Failure | null> {
  const { namespace, [role]: name } = names;
  const job = await orNull(apis.batch.readNamespacedJob({ namespace, name })).catch(() => null);
  return job && findJobFailure(job);
}

/** Conditions, statuses and Events repeat each other's messages under reasons of their own. */
function isSaid(words: string, earlier: string[]): boolean {
  const message = words.replace(/^\w+: /, '').toLowerCase();
  return earlier.some((one) => one.toLowerCase().includes(message));
}

/** Kubernetes' words may hold anything, of any length. */
function bounded(words: string): string {
  return shorten(redact(words), mostWords);
}
