import type { ReachedCluster } from '../clusters/transport.ts';
import { withoutSecrets } from '../errors/without-secrets.ts';
import type { PodObservation } from '../isolation/evidence.ts';
import { kataLabelsOf } from '../isolation/kata.ts';
import type { PairObservation, VerificationCluster } from '../ports/verification-cluster.ts';
import { type ClusterCalls, createClusterCalls, type KubernetesDependencies } from './cluster-calls.ts';
import { listAll } from './connection/list-all.ts';
import { listRuntimeClasses, readRuntimeClass } from './connection/list-runtime-classes.ts';
import { readNode, snapshotNode } from './connection/snapshot-node.ts';
import { ensureJob, ensureNamespace } from './ensure-objects.ts';
import { watchPodPair } from './pod-pair/watch-pod-pair.ts';
import { removeExpired } from './remove-expired.ts';
import { removeNamespace } from './remove-namespace.ts';
import { removePodPair } from './remove-pod-pair.ts';

/**
 * How long the end of a pair is watched for, in milliseconds. Pods without a grace period are gone within about a second;
 * longer waiting is left to the caller, whom it costs nothing.
 */
const awaitsMs = 5_000;

/** A node's name may be longer than the value of a label (apimachinery/pkg/util/validation: LabelValueMaxLength). */
const mostLabelChars = 63;

/** Implements VerificationCluster with `@kubernetes/client-node`. */
export function createVerificationCluster(
  dependencies: KubernetesDependencies,
  call: ClusterCalls = createClusterCalls(dependencies),
): VerificationCluster {
  const { now, readEventsEveryMs = 2_000 } = dependencies;
  const readAt = () => new Date(now()).toISOString();
  const selectNodes = (cluster: ReachedCluster, labelSelector: string | null) =>
    call(cluster, async ({ core }) => {
      const filter = labelSelector === null ? {} : { labelSelector };
      const nodes = await listAll((page) => core.listNode({ ...page, ...filter }));
      return {
        nodes: nodes.map((node) => ({
          ...snapshotNode(node, readAt()),
          kataLabels: kataLabelsOf(node.metadata?.labels ?? {}),
        })),
      };
    });

  return {
    chooseTransport: (cluster) => call.chooseTransport(cluster),

    checkReachable: (cluster) =>
      call(cluster, async ({ version }) => ({ version: (await version.getCode()).gitVersion })),

    listNodes: (cluster, poolName) =>
      selectNodes(cluster, poolName === null ? null : `kubernetes.azure.com/agentpool=${poolName}`),

    async listNamedNodes(cluster, names) {
      const hosts = names.filter((name) => name.length <= mostLabelChars);
      if (hosts.length === 0) return { nodes: [] };
      const { nodes } = await selectNodes(cluster, `kubernetes.io/hostname in (${hosts.join(',')})`);
      return { nodes: nodes.filter(({ name }) => names.includes(name)) };
    },

    readNode: (cluster, nodeName) => call(cluster, (apis) => readNode(apis, nodeName, readAt)),

    listRuntimeClasses: (cluster) => call(cluster, async (apis) => ({ classes: await listRuntimeClasses(apis) })),

    readRuntimeClass: (cluster, name) =>
      call(cluster, async (apis) => ({ runtimeClass: await readRuntimeClass(apis, name) })),

    ensureNamespace: (cluster, manifest) => call(cluster, (apis) => ensureNamespace(apis, manifest)),

    ensureJob: (cluster, manifest) => call(cluster, (apis) => ensureJob(apis, manifest)),

    watchPodPair(cluster, pair, { timeoutMs, ...watch }) {
      // The end is computed here, so that a second try over a new connection gets only the time that is left.
      const endsAtMs = now() + timeoutMs;
      return call(cluster, async (apis) => {
        // Where each look costs seconds, Events are read less often.
        const everyMs = Math.max(readEventsEveryMs, 4 * apis.pauseMs);
        const seen = await watchPodPair(apis, pair, { ...watch, endsAtMs, readEventsEveryMs: everyMs, now });
        return quoteNoSecrets(seen);
      });
    },

    removePodPair: (cluster, pair, awaitEnd) =>
      call(cluster, (apis) => removePodPair(apis, pair, awaitEnd ? { untilMs: now() + awaitsMs, now } : null)),

    removeNamespace: (cluster, namespace, awaitMs) =>
      call(cluster, (apis) => removeNamespace(apis, namespace, { awaitMs, now })),

    removeExpired: (cluster, nowIso, namespace) => call(cluster, (apis) => removeExpired(apis, nowIso, namespace)),
  };
}

/**
 * Removes secrets from what quotes Events, conditions and live pods: it goes into Durable's history as it is. Reports
 * stay as they are, because they are judged.
 */
function quoteNoSecrets({ pair, sandboxed, ordinary, after }: PairObservation): PairObservation {
  const clean = (pod: PodObservation | null) =>
    pod && {
      ...pod,
      binding: withoutSecrets(pod.binding),
      evidence: pod.evidence.outcome === 'no-evidence' ? withoutSecrets(pod.evidence) : pod.evidence,
    };
  return { pair: withoutSecrets(pair), sandboxed: clean(sandboxed), ordinary: clean(ordinary), after };
}
