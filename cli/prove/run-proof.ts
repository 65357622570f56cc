import { randomBytes } from 'node:crypto';
import type { OrchestrationHandler } from 'durable-functions';
import { createActivities } from '../../shared/activities/create-activities.ts';
import type { ClusterReference } from '../../shared/clusters/cluster-reference.ts';
import { runNamespace } from '../../shared/isolation/pod-pair-names.ts';
import type { VerificationCluster } from '../../shared/ports/verification-cluster.ts';
import { newRunRecord } from '../../shared/runs/new-run-record.ts';
import { cancelRequestedEvent, type VerificationInput, type WorkflowOptions } from '../../shared/runs/requests.ts';
import { createRunId } from '../../shared/runs/run-id.ts';
import type { RunNode, RunRecord, RunStep } from '../../shared/runs/run-record.ts';
import { proveCluster } from '../../shared/workflow/runs/prove-cluster.ts';
import { proveNode } from '../../shared/workflow/runs/prove-node.ts';
import { proveNodeChunk } from '../../shared/workflow/runs/prove-node-chunk.ts';
import { type Clock, wallClock } from '../driver/clock.ts';
import { createDriver } from '../driver/create-driver.ts';
import { createProofPorts } from './create-proof-ports.ts';

/** The orchestrators of a proof, as the Functions host knows them. */
const orchestrators: Record<string, OrchestrationHandler> = { proveCluster, proveNodeChunk, proveNode };

/** What to prove, and how. */
export interface ProofOrder {
  verification: VerificationCluster;
  cluster: ClusterReference;
  /** Null for every Kata node of the cluster. */
  poolName: string | null;
  options: WorkflowOptions;
  onStep: (step: RunStep, run: RunRecord) => void;
  clock?: Clock;
}

/** A proof that has come to its end. */
export interface ProofEnd {
  run: RunRecord;
  steps: RunStep[];
  nodes: RunNode[];
}

/** A proof under way. */
export interface RunningProof {
  runId: string;
  /** Where its pods are. */
  namespace: string;
  /** Rejects only for a mistake of ours: whatever the cluster does is a verdict. */
  end: Promise<ProofEnd>;
  /** Ends the proof early: it cleans up, and comes to its end as a run of the deployed app does that is cancelled. */
  cancel(): void;
}

/** Starts the very orchestration that the deployed app verifies a cluster with, in this process. */
export async function startProof(order: ProofOrder): Promise<RunningProof> {
  const { verification, cluster, poolName, options, onStep, clock = wallClock } = order;
  const ports = createProofPorts(verification, onStep);
  const { records } = ports;
  const runId = createRunId(clock.now(), randomBytes(5).toString('hex'));
  const asked = { kind: 'verification', cluster, poolName, cleanup: 'keep', startedBy: null, request: {} } as const;
  await records.createRun(newRunRecord(asked, runId, new Date(clock.now()).toISOString(), options));
  const driver = createDriver({ orchestrators, activities: createActivities(ports), clock });
  const input: VerificationInput = { runId, cluster, poolName, options };
  const namespace = options.namespace ?? runNamespace(runId);

  async function prove(): Promise<ProofEnd> {
    await driver.run('proveCluster', runId, input);
    const run = await records.readRun(runId);
    if (!run) throw new Error('The proof has lost its own record.');
    return { run, steps: await records.listSteps(runId), nodes: await records.listNodes(runId) };
  }

  return {
    runId,
    namespace,
    end: prove(),
    cancel() {
      // The record is what sub-orchestrations and activities look at, the event is what the run itself waits for.
      records.updateRun(runId, { cancelRequested: true }).catch(() => undefined);
      driver.raise(runId, cancelRequestedEvent);
      // Without a namespace of its own, the deletion of each pair is what ends it, and proveNode asks for that.
      if (options.namespace === null)
        verification
          .removeNamespace(cluster, { name: namespace, runId, uid: null, asked: false }, 0)
          .catch(() => undefined);
    },
  };
}
