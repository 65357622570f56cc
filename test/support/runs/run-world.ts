import type { OrchestrationHandler } from 'durable-functions';
import { createActivities, createHostActivities } from '../../../shared/activities/create-activities.ts';
import type { NodeRecord } from '../../../shared/activities/record-node.ts';
import { type PostureOrder, recordPosture } from '../../../shared/activities/record-posture.ts';
import { quarantineKey, quarantineTaint } from '../../../shared/clusters/quarantine.ts';
import type { Verdict } from '../../../shared/isolation/evidence.ts';
import type { CreatePoolOutcome } from '../../../shared/ports/managed-clusters.ts';
import type { NewClusters } from '../../../shared/ports/new-clusters.ts';
import type { Ports } from '../../../shared/ports/ports.ts';
import type { NamespaceToRemove } from '../../../shared/ports/verification-cluster.ts';
import { newRunRecord } from '../../../shared/runs/new-run-record.ts';
import type {
  NodeProofInput,
  ProvisioningInput,
  VerificationInput,
  WorkflowOptions,
} from '../../../shared/runs/requests.ts';
import type { CleanupPolicy } from '../../../shared/runs/run-record.ts';
import { closeDeadRun } from '../../../shared/workflow/fleet/close-dead-run.ts';
import { type SweepInput, sweep } from '../../../shared/workflow/fleet/sweep.ts';
import { proveCluster } from '../../../shared/workflow/runs/prove-cluster.ts';
import { proveNodeChunk } from '../../../shared/workflow/runs/prove-node-chunk.ts';
import { provisionAndProve } from '../../../shared/workflow/runs/provision-and-prove.ts';
import { createInProcessHub, hubStartMs } from '../functions-host/in-process-hub.ts';
import { cluster, sampleNode } from '../samples/sample-runs.ts';
import { createMemoryInProcess } from '../storage/memory-in-process.ts';

export const minute = 60_000;

/** What becomes of the proof of a node: a verdict after some minutes, or an end before its time. */
export interface NodeFate {
  name: string;
  poolName?: string;
  verdict: Verdict | 'dies';
  minutes: number;
  /** The proof dies after it has recorded its verdict. */
  diesAfterRecording?: boolean;
}

export const options: WorkflowOptions = {
  clusterDeadlineMs: 60 * minute,
  poolDeadlineMs: 30 * minute,
  pairDeadlineMs: 5 * minute,
  pollMs: 15_000,
  watchMs: 50_000,
  parallelNodes: 4,
  reconcileCluster: false,
  expiryMs: 60 * minute,
  runtimeClassName: 'kata-vm-isolation',
  vmmNames: [],
  probeImage: 'probe',
  namespace: null,
  freshForMs: 24 * 60 * minute,
  flapThreshold: 2,
  taskHub: 'Kataproof/test',
};

/** The proof of a node without a cluster: it records its verdict as the real one does, and hands it on. */
function proveNodeBy(fates: NodeFate[]): OrchestrationHandler {
  return function* (context) {
    const { runId, nodeName, poolName, sequence } = context.df.getInput<NodeProofInput>();
    const fate = fates.find(({ name }) => name === nodeName) as NodeFate;
    yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + fate.minutes * minute));
    if (fate.verdict === 'dies') throw new Error('The proof was hit.');
    const { evidence, verdict: sample } = sampleNode(nodeName);
    const verdict = { ...sample, nodeName, verdict: fate.verdict, reason: `It is ${fate.verdict}.` };
    for (let tries = 0; tries < 100; tries++) {
      const at = context.df.currentUtcDateTime.toISOString();
      const line = { sequence, at, step: `${nodeName}: ${verdict.verdict}`, percent: null, detail: null };
      const node = { poolName, evidence, verdict };
      const order: NodeRecord = { runId, node, at, freshForMs: options.freshForMs, line };
      const kept = (yield context.df.callActivity('recordNode', order)) as { ok: boolean };
      if (kept.ok) break;
      yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + minute / 4));
    }
    if (fate.diesAfterRecording) throw new Error('The proof was hit.');
    return { verdict, pairRemoved: true };
  };
}

/**
 * Whole runs on virtual time: real orchestrators and activities, storage in this process, a cluster of these nodes.
 * `ensurePool` is what Azure does with the pool that a run asks for, `reconcileCluster` with an update of the cluster, and
 * `newClusters` with a cluster that is to be made.
 */
export function createRunWorld(
  fates: NodeFate[],
  ensurePool: () => Promise<CreatePoolOutcome> = async () => ({ outcome: 'created' }),
  reconcileCluster: () => Promise<{ state: 'accepted' }> = async () => ({ state: 'accepted' }),
  newClusters: Partial<NewClusters> = {},
) {
  const classes = [{ name: options.runtimeClassName }];
  let away: (call: string, atMs: number) => boolean = () => false;
  const removed: string[] = [];
  const leaving = new Set<string>();
  const memory = createMemoryInProcess((call) => away(call, hub.now()));
  const nodes = fates.map(({ name, poolName = 'kata' }) => ({ ...sampleNode(name).evidence.before, name, poolName }));
  const taint = { key: quarantineKey, value: 'unproven', effect: 'NoSchedule' };
  const quarantine: Quarantine = { declared: false, lifted: [], lift: async () => {} };
  const declared = () => (quarantine.declared ? [quarantineTaint] : []);
  const ports = {
    ...memory.ports,
    clusters: {
      readCluster: async () => ({
        cluster: factsOf(
          nodes.map(({ poolName }) => poolName),
          declared(),
        ),
      }),
      readPool: async () => ({
        pool: { provisioningState: 'Succeeded', count: nodes.length, nodeTaints: declared(), eTag: 'e', tags: {} },
      }),
      async liftQuarantine(_cluster: unknown, poolName: string) {
        await quarantine.lift();
        quarantine.lifted.push(poolName);
        quarantine.declared = false;
        return { state: 'requested' };
      },
      ensurePool,
      reconcileCluster,
      async removePool(_cluster: unknown, poolName: string) {
        removed.push(poolName);
        return { state: 'absent' };
      },
    },
    newClusters,
    verification: {
      listNodes: async () => ({
        nodes: nodes.map((node) => ({ ...node, taints: quarantine.declared ? [taint] : [] })),
      }),
      listRuntimeClasses: async () => ({ classes }),
      readRuntimeClass: async () => ({ runtimeClass: null }),
      ensureNamespace: async () => ({ created: true, uid: 'namespace' }),
      async removeNamespace(_cluster: unknown, { name }: NamespaceToRemove) {
        if (leaving.has(name)) return { state: 'absent', found: true };
        leaving.add(name);
        return { state: 'requested', found: true };
      },
    },
    retention: {
      removeOlderThan: async () => ({ removed: { runs: 0, claims: 0, deliveries: 0 }, more: false }),
    },
  } as unknown as Ports;
  ports.records.listKnownClusters = async () => [];
  const hub = createInProcessHub({
    orchestrators: {
      proveCluster,
      provisionAndProve,
      proveNodeChunk,
      proveNode: proveNodeBy(fates),
      sweep,
      closeDeadRun,
    } as Record<string, OrchestrationHandler>,
    activities: {
      ...createActivities(ports),
      ...createHostActivities({
        startInstance: async () => ({ started: true }),
        async terminateInstance(instanceId, reason) {
          hub.client.terminate(instanceId, reason);
        },
        now: () => hub.now(),
        newToken: () => 'token',
      }),
    },
  });
  return {
    hub,
    kept: memory.kept,
    ports: memory.ports,
    removed,
    quarantine,
    /** The nodes of the cluster, to which a test may add. */
    nodes,
    /** What Azure says of the cluster, which a test may change. */
    azure: ports.clusters,
    /** The RuntimeClasses of the cluster, which a test may change. */
    classes,
    /** Says which calls find no storage, and when (milliseconds since the epoch). */
    setAway(isAway: typeof away) {
      away = isAway;
    },
    ...createControls(hub, memory.ports),
  };
}

/** Whether the pool is closed, which pools were opened, and what happens to a request to open one. */
interface Quarantine {
  declared: boolean;
  lifted: string[];
  lift(): Promise<void>;
}

function factsOf(poolNames: string[], nodeTaints: string[]) {
  const state = { provisioningState: 'Succeeded', powerState: 'Running' };
  const pools = [...new Set(poolNames)].map((name) => ({
    ...{ ...state, name, workloadRuntime: 'KataVmIsolation', nodeTaints },
    count: poolNames.filter((each) => each === name).length,
  }));
  return { ...state, nodeAutoProvisioning: false, pools };
}

type Hub = ReturnType<typeof createInProcessHub>;

function createControls(hub: Hub, ports: Parameters<typeof recordPosture>[0]) {
  const { records } = ports;
  const accept = async (
    runId: string,
    kind: 'verification' | 'provisioning',
    poolName: string | null,
    cleanup: CleanupPolicy = 'keep',
    request: Record<string, unknown> = {},
  ) => {
    const asked = { kind, cluster, poolName, cleanup, startedBy: null };
    await records.createRun(newRunRecord({ ...asked, request }, runId, new Date(hub.now()).toISOString(), options));
  };
  return {
    async verify(runId: string, change: Partial<VerificationInput> = {}) {
      await accept(runId, 'verification', change.poolName === undefined ? 'kata' : change.poolName);
      const input: VerificationInput = { runId, cluster, poolName: 'kata', options, ...change };
      hub.client.start('proveCluster', runId, JSON.stringify(input));
    },
    /** A run that makes its cluster first. */
    async provisionCluster(runId: string, cleanup: CleanupPolicy) {
      await accept(runId, 'provisioning', 'kata', cleanup);
      await records.updateRun(runId, { createdCluster: false });
      const pool = { name: 'kata' } as ProvisioningInput['pool'];
      const newCluster = { location: 'westeurope' } as NonNullable<ProvisioningInput['newCluster']>;
      const input: ProvisioningInput = { runId, cluster, pool, newCluster, cleanup, options };
      hub.client.start('provisionAndProve', runId, JSON.stringify(input));
    },
    async provision(
      runId: string,
      cleanup: CleanupPolicy = 'always-delete',
      change: Partial<WorkflowOptions> = {},
      asked: Partial<ProvisioningInput['pool']> = {},
      approval?: ProvisioningInput['approval'],
      preflight: ProvisioningInput['preflight'] = 'skip',
    ) {
      const { quarantine = false } = asked;
      await accept(runId, 'provisioning', 'kata', cleanup, { quarantine });
      const pool = {
        name: 'kata',
        vmSize: 'Standard_D4s_v5',
        count: 1,
        zones: [],
        ...asked,
      } as ProvisioningInput['pool'];
      const given = { runId, cluster, pool, cleanup, preflight, ...(approval && { approval }) };
      const input: ProvisioningInput = { ...given, options: { ...options, ...change } };
      hub.client.start('provisionAndProve', runId, JSON.stringify(input));
    },
    sweep(runs: { abandoned?: string[]; expired?: string[] }) {
      const { pollMs, freshForMs } = options;
      const input: SweepInput = {
        abandonedRunIds: runs.abandoned ?? [],
        expiredRunIds: runs.expired ?? [],
        closing: { ownNamespace: true, pollMs, freshForMs, flapThreshold: 2 },
        namespace: null,
        forgetBefore: new Date(hubStartMs).toISOString(),
      };
      hub.client.start('sweep', 'sweep', JSON.stringify(input));
    },
    /** Records a verdict as another run would do now. */
    remember: (runId: string, pool: PostureOrder['pool']) =>
      recordPosture(ports, {
        ...{ runId, cluster, pool, provenAt: new Date(hub.now()).toISOString(), evidenceSince: null },
        ...{ freshForMs: options.freshForMs, flapThreshold: 1 },
      }),
    cancel: (runId: string) => records.updateRun(runId, { cancelRequested: true }),
    /** Lets so many minutes pass, a quarter of one at a time. */
    async pass(minutes: number) {
      for (let quarter = 0; quarter < 4 * minutes; quarter++) await hub.advance(minute / 4);
    },
  };
}
