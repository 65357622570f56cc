import type { ApprovalRequest } from '../alerts/compose-approval-request.ts';
import { judgeClusterCreation } from '../clusters/judge-cluster-creation.ts';
import type { NewClusterSpec } from '../clusters/new-cluster-spec.ts';
import type { ReachedCluster } from '../clusters/transport.ts';
import { buildNamespace } from '../isolation/build-pod-pair.ts';
import { asRecord } from '../plain/as-record.ts';
import type { Ports } from '../ports/ports.ts';
import type { RunRecords } from '../ports/run-records.ts';
import type { NamespaceToRemove, PairToRemove } from '../ports/verification-cluster.ts';
import type { Decision } from '../runs/approval.ts';
import { cancellation } from '../runs/conclude-run.ts';
import type { RunRecord } from '../runs/run-record.ts';
import type { SandboxPolicy } from '../workloads/sandbox-policy.ts';
import { askForApproval } from './ask-for-approval.ts';
import { type ChangeOrder, claimChange } from './claim-change.ts';
import { concludeDeadProof, type DeadProof } from './conclude-dead-proof.ts';
import { decideApproval, readApproval } from './decide-approval.ts';
import { deliverAlerts } from './deliver-alerts.ts';
import { ensurePool, type PoolOrder } from './ensure-pool.ts';
import { inspectCluster } from './inspect-cluster.ts';
import { liftQuarantine, type QuarantineOrder, readQuarantine } from './lift-quarantine.ts';
import { type FleetPageOrder, listFleetPage } from './list-fleet-page.ts';
import { listNodesToProve, type NodePageOrder } from './list-nodes-to-prove.ts';
import { listStaleClusters } from './list-stale-clusters.ts';
import { createMadeBefore } from './made-before.ts';
import { asOutcome, type Outcome } from './outcome.ts';
import type { PreflightOrder } from './preflight/preflight-order.ts';
import { runPreflight } from './preflight/run-preflight.ts';
import { readCancelRequest } from './read-cancel-request.ts';
import { type CoverageOrder, readCoverage } from './read-coverage.ts';
import { readEarlierRun } from './read-earlier-run.ts';
import { readKataPools } from './read-kata-pools.ts';
import { lookAtPool, type PoolLook } from './read-pool-readiness.ts';
import { readVisit, type VisitOrder } from './read-visit.ts';
import { type NodeRecord, recordNode } from './record-node.ts';
import { type PostureOrder, recordPosture } from './record-posture.ts';
import { type DeadRunOrder, endDeadRun, rememberDeadRun } from './remember-dead-run.ts';
import { type ExpiryOrder, removeExpired } from './remove-expired.ts';
import { type RetirementOrder, retireAbsentPools } from './retire-absent-pools.ts';
import { type PairRunOrder, runPodPair } from './run-pod-pair.ts';
import { type ActivityHost, type ProofOrder, startProof } from './start-proof.ts';
import { type Telling, tell, tellAlong } from './tell-along.ts';
import { tellStale } from './tell-stale.ts';
import { tellUnproven, type UnprovenOrder } from './tell-unproven.ts';
import { type RunUpdate, updateRun } from './update-run.ts';

/** All activities that the orchestrators may call, by their names in Durable. */
export type Activities = ReturnType<typeof createActs> & ReturnType<typeof createHostActs>;

/**
 * The activities as Durable calls them. Each is idempotent, because Durable runs an activity at least once. Each takes
 * and returns a plain object and never throws: what the function inside throws becomes a value here, and nowhere else.
 */
export function createActivities(ports: Ports): Record<keyof ReturnType<typeof createActs>, Activity> {
  return atBoundary(createActs(ports), ports, createMadeBefore(ports));
}

/** The same for the activities that need the Functions host itself. */
export function createHostActivities(host: ActivityHost): Record<keyof ReturnType<typeof createHostActs>, Activity> {
  return atBoundary(createHostActs(host), null, {});
}

/** An activity as Durable calls it: the input is JSON, and the outcome is always a value. */
export type Activity = (input: unknown) => Promise<Outcome<object>>;

function atBoundary<Name extends string>(
  acts: Record<Name, (input: never) => Promise<object>>,
  ports: Pick<Ports, 'records' | 'postures'> | null,
  madeBefore: Partial<Record<Name, (input: never) => Promise<object | null>>>,
): Record<Name, Activity> {
  // Durable hands every activity its input as data of unknown shape; typed-call.ts gives the caller the types of these
  // functions, so both ends agree.
  const looks = madeBefore as Record<string, Look | undefined>;
  const wrapped = Object.entries(acts as Record<string, (input: unknown) => Promise<object>>).map(
    ([name, act]): [string, Activity] => {
      // It writes what lines change too, has the last word, and takes their change along.
      if (name === 'updateRun' && ports)
        return [name, (input) => updateRunTelling(ports, input as Parameters<typeof updateRunTelling>[1])];
      const look = looks[name] ?? null;
      const order = look ?? (writesRun.has(name) ? 'tell-first' : 'at-once');
      return [
        name,
        (input) => withTelling(ports?.records ?? null, input, order, (given) => asOutcome(() => act(given))),
      ];
    },
  );
  return Object.fromEntries(wrapped) as Record<Name, Activity>;
}

/** What an activity has done in an earlier try, as it would answer itself; null for nothing. */
type Look = (input: unknown) => Promise<object | null>;

/** They write what lines change too, and have the last word. */
const writesRun: ReadonlySet<string> = new Set(['endDeadRun']);

/**
 * Writes the lines that came with an input, beside what the activity does, so that people see what it works at. A line that
 * cannot be written now never fails the activity. `order` may be a look, which stands in for the activity where the run is to
 * end.
 */
async function withTelling(
  records: RunRecords | null,
  input: unknown,
  order: Look | 'tell-first' | 'at-once',
  act: (input: unknown) => Promise<Outcome<object>>,
): Promise<Outcome<object>> {
  const { telling, ...given } = asRecord(input) as { telling?: Telling };
  if (!telling || !records) return act(input);
  const writing = tellAlong(records, telling);
  const first = order === 'at-once' ? null : await writing;
  const outcome = await (first?.cancelRequested && typeof order === 'function' ? askLook(order, given) : act(given));
  return { ...outcome, told: await writing };
}

/** Says that the run is cancelled, unless an earlier try has done something. Where nobody knows that now, it may have (`retryable`). */
async function askLook(look: Look, given: unknown): Promise<Outcome<object>> {
  const seen = await asOutcome(() => look(given));
  if (seen.ok && seen.value !== null) return { ok: true, value: seen.value };
  return { ok: false, failure: { ...cancellation, retryable: !seen.ok, retryAfterMs: null } };
}

/** Changes a run in one write with the lines that came with the input. What was told stands beside the answer. */
async function updateRunTelling(
  ports: Pick<Ports, 'records' | 'postures'>,
  { telling, ...update }: RunUpdate & { telling?: Telling },
): Promise<Outcome<object>> {
  const outcome = await asOutcome(() => updateRun(ports, update, telling));
  if (!outcome.ok) return { ...outcome, ...(telling && { told: { cancelRequested: false, written: false } }) };
  const { answer, told } = outcome.value;
  return { ok: true, value: answer, ...(telling && { told }) };
}

interface RunBeginning {
  runId: string;
  executionToken: string;
  /** The hub of this execution. */
  taskHub: string;
}

interface InCluster {
  cluster: ReachedCluster;
}

function createActs(ports: Ports) {
  return {
    ...createPoolActs(ports),
    ...createClusterActs(ports),
    ...createPodPairActs(ports),
    ...createRunActs(ports),
    ...createMemoryActs(ports),
    ...createClockActs(ports),
  };
}

/** Activities that call Azure Resource Manager. */
function createPoolActs(ports: Ports) {
  const { clusters } = ports;
  return {
    readKataPools: (order: InCluster & { poolName: string | null }) => readKataPools(clusters, order),

    /** Asks the cluster's API server too. */
    runPreflight: (order: PreflightOrder) => runPreflight(ports, order),

    ensurePool: (order: PoolOrder) => ensurePool(ports, order),

    removePool: ({ cluster, poolName, runId }: InCluster & { poolName: string; runId: string }) =>
      clusters.removePool(cluster, poolName, runId),

    liftQuarantine: (order: QuarantineOrder) => liftQuarantine(ports, order),

    readQuarantine: (order: QuarantineOrder) => readQuarantine(ports, order),

    reconcileCluster: ({ cluster }: InCluster) => clusters.reconcileCluster(cluster),

    readPoolReadiness: (order: PoolLook) => lookAtPool(ports, order),
  };
}

/** Activities that make and remove whole clusters. */
function createClusterActs({ newClusters, records }: Ports) {
  return {
    ensureCluster: ({ cluster, spec, runId }: InCluster & { spec: NewClusterSpec; runId: string }) =>
      newClusters.ensureCluster(cluster, spec, runId),

    removeCluster: ({ cluster, runId }: InCluster & { runId: string }) => newClusters.removeCluster(cluster, runId),

    readClusterCreation: async ({ cluster, runId }: InCluster & { runId: string }) => {
      const { cancelRequested } = await readCancelRequest(records, runId);
      return { creation: judgeClusterCreation(await newClusters.readNewCluster(cluster, runId)), cancelRequested };
    },
  };
}

/** Activities that call the Kubernetes API of a cluster. */
function createPodPairActs(ports: Ports) {
  const { verification, records } = ports;
  return {
    chooseTransport: ({ cluster }: InCluster) => verification.chooseTransport(cluster),

    listNodesToProve: (order: NodePageOrder) => listNodesToProve(ports, order),

    readCoverage: async ({ cancel = false, ...order }: CoverageOrder) => ({
      ...(await readCoverage(ports, order)),
      ...(cancel ? await readCancelRequest(records, order.runId) : { cancelRequested: false }),
    }),

    readNode: ({ cluster, nodeName }: InCluster & { nodeName: string }) => verification.readNode(cluster, nodeName),

    ensureNamespace: (order: InCluster & { name: string; runId: string; expiresAt: string }) =>
      verification.ensureNamespace(order.cluster, buildNamespace(order)),

    removeNamespace: ({ cluster, awaitMs, ...namespace }: InCluster & NamespaceToRemove & { awaitMs: number }) =>
      verification.removeNamespace(cluster, namespace, awaitMs),

    runPodPair: (order: PairRunOrder) => runPodPair(ports, order),

    removePodPair: ({ cluster, awaitEnd, ...pair }: InCluster & PairToRemove & { awaitEnd: boolean }) =>
      verification.removePodPair(cluster, pair, awaitEnd),

    removeExpired: (order: ExpiryOrder) => removeExpired(verification, order),
  };
}

/** Activities that write and read the records of runs. */
function createRunActs(ports: Ports) {
  const { records, claims, postures } = ports;
  return {
    /** Writes lines of the timeline that no other activity takes along. */
    recordStep: (telling: Telling) => tell(records, telling),

    /** Writes the verdicts of some pools into the run, and leaves those of others as they are. */
    recordPools: async ({ runId, pools }: { runId: string; pools: RunRecord['pools'] }) => {
      const known = (await records.readRun(runId))?.pools ?? [];
      const others = known.filter(({ poolName }) => !pools.some((pool) => pool.poolName === poolName));
      await records.updateRun(runId, { pools: [...others, ...pools] });
      return {};
    },

    recordNode: (order: NodeRecord) => recordNode(ports, order),

    concludeDeadProof: (proof: DeadProof) => concludeDeadProof(records, proof),

    endDeadRun: (order: { runId: string; change: Partial<RunRecord> }) => endDeadRun(records, order),

    /**
     * `ended`: what the run was that this change has ended. `retired`: whether the postures that went with it are. With
     * lines of the timeline: see `updateRunTelling`.
     */
    updateRun: async (update: RunUpdate) => (await updateRun({ records, postures }, update)).answer,

    /** Tells people that a run waits for them. */
    askForApproval: (request: ApprovalRequest) => askForApproval(ports, request),

    decideApproval: (order: { runId: string; decision: Decision; at: string }) => decideApproval(ports, order),

    readApproval: ({ runId }: { runId: string }) => readApproval(ports, runId),

    /** The cheapest look: for waits in which nothing else asks for it. */
    readCancelRequest: ({ runId }: { runId: string }) => readCancelRequest(records, runId),

    /**
     * Records a run that no caller started, and its cluster, so that the hourly sweep visits that cluster. Does nothing
     * when a run of that id exists.
     */
    recordRun: async ({ run }: { run: RunRecord }) => {
      await records.rememberCluster(run.cluster);
      return records.createRun(run);
    },

    readEarlierRun: (input: InCluster & { runId: string }) => readEarlierRun(records, input),

    /**
     * Several hosts may have started the same run: returns whether this execution is the one that carries the run out.
     */
    beginRun: async ({ runId, executionToken, taskHub }: RunBeginning) => {
      const { mine } = await claims.beginRun(runId, executionToken);
      // The hub that claimed the change may be another one than the hub that was the first to begin.
      if (mine) await records.updateRun(runId, { taskHub });
      return { mine };
    },

    /** Finds or creates the one run that proves this state of a pool. */
    claimChange: (order: ChangeOrder) => claimChange({ claims, records, postures }, order),
  };
}

/** Activities that write postures, alerts and findings. */
function createMemoryActs(ports: Ports) {
  return {
    recordPosture: (order: PostureOrder) => recordPosture(ports, order),

    /** Takes what a run that died had found out into memory, before the run is closed. */
    rememberDeadRun: (order: DeadRunOrder) => rememberDeadRun(ports, order),

    /** The postures of pools that no longer exist are kept for the record and are never due again. */
    retireAbsentPools: (order: RetirementOrder) => retireAbsentPools(ports.postures, order),

    /** Tries every alert that is due, once. A delivery that fails and may succeed later stays queued. */
    deliverAlerts: ({ now }: { now: string }) => deliverAlerts(ports, now),

    /** Returns counts only, because a cluster may have thousands of findings. */
    inspectCluster: async (order: InCluster & { policy: SandboxPolicy; at: string }) => {
      const { opened, resolved, standing } = await inspectCluster(ports, order);
      return { opened: opened.length, resolved: resolved.length, standing };
    },
  };
}

/** Rows of each kind that one activity removes, so that it ends within the host's time limit. */
const forgottenAtOnce = 200;

/**
 * Clusters in one answer of `listKnownClusters`, which is what one execution of the sweep visits: each adds two to four
 * rows to its history, which every turn loads.
 */
const knownAtOnce = 50;

/** Activities of the orchestrations that timers start. */
function createClockActs(ports: Ports) {
  return {
    listFleetPage: (order: FleetPageOrder) => listFleetPage(ports, order),

    readVisit: (order: VisitOrder) => readVisit(ports, order),

    /** Returns a count, as `tellStale` does. */
    tellUnproven: async (order: UnprovenOrder) => ({ stale: (await tellUnproven(ports, order)).stale.length }),

    listStaleClusters: (order: { at: string; continuation: string | null }) => listStaleClusters(ports.postures, order),

    /** Returns counts only, because a cluster may have any number of postures. */
    tellStale: async (order: InCluster & { at: string }) => {
      const { stale, retired } = await tellStale(ports, order);
      return { stale: stale.length, retired: retired.length };
    },

    /**
     * Clusters that a run ever touched, a part at a time: all of them could be too large for one answer of an activity.
     */
    listKnownClusters: async ({ offset }: { offset: number }) => {
      const end = offset + knownAtOnce;
      const known = await ports.records.listKnownClusters();
      return { clusters: known.slice(offset, end), nextOffset: end < known.length ? end : null };
    },

    removeStrayMarkers: ({ before }: { before: string }) => ports.records.removeStrayMarkers(before),

    /** Deletes a bounded part of the history that is older than `before`, and of proofs than `proofsBefore` (ISO 8601). */
    forgetOld: async ({ before, proofsBefore }: { before: string; proofsBefore?: string }) => {
      const { removed, more } = await ports.retention.removeOlderThan(before, forgottenAtOnce);
      const none = { removed: 0, more: false };
      const proofs = proofsBefore ? await ports.chains.removeOlderThan(proofsBefore, forgottenAtOnce) : none;
      return { removed: { ...removed, proofs: proofs.removed }, more: more || proofs.more };
    },
  };
}

/** An activity is billed while it waits, so a longer wait is left to a durable timer. */
const longestWaitMs = 5_000;

/** Activities that need the Functions host itself. */
function createHostActs(host: ActivityHost) {
  return {
    startProof: (order: ProofOrder) => startProof(host, order),

    terminateRun: async ({ runId, reason }: { runId: string; reason: string }) => {
      await host.terminateInstance(runId, reason);
      return {};
    },

    /**
     * Durable's timers may run on another clock than the triggers. Waits for a short time if need be and returns how
     * long it is until `until` (milliseconds since the epoch) by the wall clock of the triggers.
     */
    awaitQuiet: async ({ until }: { until: number }) => {
      const waitMs = Math.min(longestWaitMs, until - host.now());
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      return { remainingMs: Math.max(0, until - host.now()) };
    },
  };
}
