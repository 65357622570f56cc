import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { buildNamespace, buildPodPair } from '../isolation/build-pod-pair.ts';
import type { NodeSnapshot } from '../isolation/evidence.ts';
import type { PoolSight } from '../isolation/judge-pool-readiness.ts';
import type { AlertSinks } from '../ports/alert-sinks.ts';
import type { AlertStates } from '../ports/alert-states.ts';
import type { ChangeClaims } from '../ports/change-claims.ts';
import type { EvidenceArchive } from '../ports/evidence-archive.ts';
import type { Findings } from '../ports/findings.ts';
import type { ManagedClusters, PoolSpec } from '../ports/managed-clusters.ts';
import type { Outcome } from '../ports/outcome.ts';
import type { OwnIdentity } from '../ports/own-identity.ts';
import type { Postures } from '../ports/postures.ts';
import type { Retention } from '../ports/retention.ts';
import type { RunNode, RunRecord, RunRecords, RunStep } from '../ports/run-records.ts';
import type { PodPairNames, VerificationCluster } from '../ports/verification-cluster.ts';
import type { WorkloadInspection } from '../ports/workload-inspection.ts';
import type { SandboxPolicy } from '../workloads/sandbox-policy.ts';
import { changePosture } from './change-posture.ts';
import { type ChangeOrder, claimChange } from './claim-change.ts';
import { deliverAlerts } from './deliver-alerts.ts';
import { findEarlierRun } from './find-earlier-run.ts';
import { createFleetActivities } from './fleet-activities.ts';
import type { HostActivities } from './host-activities.ts';
import { inspectCluster } from './inspect-cluster.ts';
import { asOutcome, flatten } from './outcome.ts';
import { type PostureOrder, recordPosture } from './record-posture.ts';
import { type RetirementOrder, retireAbsentPools } from './retire-absent-pools.ts';

export interface Ports {
  clusters: ManagedClusters;
  verification: VerificationCluster;
  records: RunRecords;
  postures: Postures;
  evidence: EvidenceArchive;
  findings: Findings;
  claims: ChangeClaims;
  identity: OwnIdentity;
  alertStates: AlertStates;
  sinks: AlertSinks;
  retention: Retention;
  workloads: WorkloadInspection;
}

interface InCluster {
  cluster: ClusterReference;
}

export interface PodPairOrder extends InCluster {
  runId: string;
  names: PodPairNames;
  nodeName: string;
  taints: NodeSnapshot['taints'];
  nonce: string;
  probeImage: string;
  runtimeClassName: string;
  activeDeadlineSeconds: number;
  expiresAt: string;
}

/**
 * How long a finished Job stays if we die before we remove it. Long enough to be read after a restart, short enough
 * to be nobody's burden (Job TTL controller, `ttlSecondsAfterFinished`).
 */
const jobTtlSeconds = 600;

/**
 * Everything that the orchestrators may ask for, each idempotent: Durable runs an activity at least once. Activities
 * take and return plain objects and never throw; what goes wrong comes back as a Failure.
 */
export function createActivities(ports: Ports) {
  const { clusters, verification, records } = ports;

  return {
    ...createFleetActivities(ports),

    /** Writes a line of the timeline and what it changes in the run; says whether somebody asked for an early end. */
    recordStep: (input: { runId: string; step: RunStep; change: Partial<RunRecord> }) =>
      asOutcome(async () => {
        await records.recordStep(input.runId, input.step);
        await records.updateRun(input.runId, { ...input.change, updatedAt: input.step.at });
        return readCancelRequest(records, input.runId);
      }),

    recordNode: (input: { runId: string; node: RunNode }) =>
      asOutcome(async () => {
        await records.recordNode(input.runId, input.node);
        return readCancelRequest(records, input.runId);
      }),

    updateRun: (input: { runId: string; change: Partial<RunRecord> }) =>
      asOutcome(async () => {
        await records.updateRun(input.runId, input.change);
        return {};
      }),

    readRun: (input: { runId: string }) => asOutcome(async () => ({ run: await records.readRun(input.runId) })),

    ensurePool: (input: InCluster & { spec: PoolSpec; runId: string }) =>
      flatten(() => clusters.ensurePool(input.cluster, input.spec, input.runId)),

    removePool: (input: InCluster & { poolName: string; runId: string }) =>
      flatten(() => clusters.removePool(input.cluster, input.poolName, input.runId)),

    readCluster: (input: InCluster) => flatten(() => clusters.readCluster(input.cluster)),

    reconcileCluster: (input: InCluster) => flatten(() => clusters.reconcileCluster(input.cluster)),

    /** One look at all that a pool's readiness hangs on. The API server is asked only once ARM says Succeeded. */
    lookAtPool: (input: InCluster & { poolName: string; runtimeClassName: string; runId: string }) =>
      flatten(async (): Promise<Outcome<{ sight: PoolSight; cancelRequested: boolean }>> => {
        const { cancelRequested } = await readCancelRequest(records, input.runId);
        const read = await clusters.readPool(input.cluster, input.poolName);
        if (!read.ok) return read;
        const { pool } = read.value;
        const sight: PoolSight = { pool, nodes: [], runtimeClassPresent: false };
        if (pool?.provisioningState.toLowerCase() !== 'succeeded')
          return { ok: true, value: { sight, cancelRequested } };
        const nodes = await verification.listNodes(input.cluster, input.poolName);
        if (!nodes.ok) return nodes;
        const classes = await verification.listRuntimeClasses(input.cluster);
        if (!classes.ok) return classes;
        sight.nodes = nodes.value.nodes;
        sight.runtimeClassPresent = classes.value.classes.some(({ name }) => name === input.runtimeClassName);
        return { ok: true, value: { sight, cancelRequested } };
      }),

    listNodes: (input: InCluster & { poolName: string | null }) =>
      flatten(() => verification.listNodes(input.cluster, input.poolName)),

    readNode: (input: InCluster & { nodeName: string }) =>
      flatten(() => verification.readNode(input.cluster, input.nodeName)),

    ensureNamespace: (input: InCluster & { name: string; runId: string; expiresAt: string }) =>
      flatten(() => verification.ensureNamespace(input.cluster, buildNamespace(input))),

    removeNamespace: (input: InCluster & { name: string; runId: string }) =>
      flatten(() => verification.removeNamespace(input.cluster, input.name, input.runId)),

    /** Creates both Jobs of a pair; an earlier, forgotten try may have created either. */
    deployPodPair: (order: PodPairOrder) =>
      flatten(async () => {
        const pair = buildPodPair({
          runId: order.runId,
          names: order.names,
          nodeName: order.nodeName,
          nonce: order.nonce,
          image: order.probeImage,
          runtimeClassName: order.runtimeClassName,
          taints: order.taints,
          activeDeadlineSeconds: order.activeDeadlineSeconds,
          ttlSecondsAfterFinished: jobTtlSeconds,
          expiresAt: order.expiresAt,
        });
        const ordinary = await verification.ensureJob(order.cluster, pair.ordinary);
        if (!ordinary.ok) return ordinary;
        return verification.ensureJob(order.cluster, pair.sandboxed);
      }),

    /** Watches a pair for at most `watchMs`; the orchestrator arms it again until the pair's deadline. */
    watchPodPair: (input: InCluster & { names: PodPairNames; nonce: string; watchMs: number; runId: string }) =>
      flatten(async () => {
        const seen = await verification.watchPodPair(input.cluster, input.names, input.nonce, input.watchMs);
        if (!seen.ok) return seen;
        return { ok: true, value: { ...seen.value, ...(await readCancelRequest(records, input.runId)) } };
      }),

    removePodPair: (input: InCluster & { names: PodPairNames }) =>
      flatten(() => verification.removePodPair(input.cluster, input.names)),

    removeExpired: (input: InCluster & { now: string }) =>
      flatten(() => verification.removeExpired(input.cluster, input.now)),

    /** Looks for what does not comply and records it. Counts alone: a cluster may have thousands of findings. */
    inspectCluster: (order: InCluster & { policy: SandboxPolicy; at: string }) =>
      asOutcome(async () => {
        const { opened, resolved, standing } = await inspectCluster(ports, order);
        return { opened: opened.length, resolved: resolved.length, standing };
      }),

    /** Takes what the run found into memory and queues the alerts that follow. */
    recordPosture: (order: PostureOrder) => asOutcome(() => recordPosture(ports, order)),

    /** The pool is gone: its posture stays for the record and is never due again. */
    retirePool: (input: InCluster & { poolName: string }) =>
      asOutcome(() => changePosture(ports.postures, input.cluster, input.poolName, { retired: true })),

    /** Tries every alert that is due, once. What a sink refuses stays queued. */
    deliverAlerts: (input: { now: string }) => asOutcome(() => deliverAlerts(ports, input.now)),

    /** Whether this execution is the one that carries out the run, when several hosts may have started it. */
    beginRun: (input: { runId: string; executionToken: string }) =>
      asOutcome(() => ports.claims.beginRun(input.runId, input.executionToken)),

    /** The one run that proves this state of a pool, and whether it still has to be started. */
    claimChange: (order: ChangeOrder) => asOutcome(() => claimChange(ports, order)),

    findEarlierRun: (input: InCluster & { runId: string }) => asOutcome(() => findEarlierRun(records, input)),

    retireAbsentPools: (order: RetirementOrder) => asOutcome(() => retireAbsentPools(ports.postures, order)),
  };
}

export type Activities = ReturnType<typeof createActivities> & HostActivities;

async function readCancelRequest(records: RunRecords, runId: string): Promise<{ cancelRequested: boolean }> {
  const run = await records.readRun(runId);
  return { cancelRequested: run?.cancelRequested ?? false };
}
