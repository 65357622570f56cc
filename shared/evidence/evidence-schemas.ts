import { z } from 'zod';
import type { ClusterReference } from '../clusters/cluster-reference.ts';
import type { NodeSnapshot, NodeVerdict, PodBinding, PodObservation, PoolVerdict } from '../isolation/evidence.ts';
import type { RunNode } from '../runs/run-record.ts';

// What was stored or archived is input like any other: another version of this app, or a person, may have written it.

export const verdictSchema = z.enum(['isolated', 'shared-kernel', 'suspect', 'inconclusive']);

export const clusterSchema = z.object({
  subscriptionId: z.string(),
  resourceGroup: z.string(),
  name: z.string(),
}) satisfies z.ZodType<ClusterReference>;

export const poolVerdictSchema = z.object({
  poolName: z.string(),
  verdict: verdictSchema,
  reason: z.string(),
  nodesPresent: z.number().nullable(),
  nodesProven: z.number(),
  changing: z.boolean().default(false),
  quarantined: z.boolean().exactOptional(),
}) satisfies z.ZodType<PoolVerdict & { poolName: string }>;

const nodeSnapshot = z.object({
  name: z.string(),
  uid: z.string(),
  poolName: z.string().nullable(),
  ready: z.boolean(),
  unschedulable: z.boolean(),
  kataLabel: z.boolean(),
  runtimeHandlers: z.array(z.string()),
  bootId: z.string(),
  kernelRelease: z.string(),
  nodeImageVersion: z.string().nullable(),
  osImage: z.string(),
  containerRuntimeVersion: z.string(),
  kubeletVersion: z.string(),
  taints: z.array(z.object({ key: z.string(), value: z.string(), effect: z.string() })),
  readAt: z.string(),
}) satisfies z.ZodType<NodeSnapshot>;

const kernelReport = z.object({
  kernelRelease: z.string(),
  kernelBuild: z.string(),
  bootId: z.string().nullable(),
  commandLine: z.string().nullable(),
  dmiVendor: z.string().nullable(),
  dmiProduct: z.string().nullable(),
  memoryKiB: z.number().nullable(),
  cpus: z.number().nullable(),
  uptimeSeconds: z.number().nullable(),
  networkInterfaces: z.array(z.string()),
  visibleProcesses: z.number().nullable(),
});

const podBinding = z.object({
  differences: z.array(z.string()),
  remarks: z.array(z.string()),
  strangers: z.array(z.string()),
  runtimeClassDoubt: z.string().nullable(),
  imageDigest: z.string().nullable(),
}) satisfies z.ZodType<PodBinding>;

const podObservation = z.object({
  role: z.enum(['sandboxed', 'ordinary']),
  podName: z.string(),
  podUid: z.string(),
  nodeName: z.string().nullable(),
  runtimeClassName: z.string().nullable(),
  runtimeHandler: z.string().nullable(),
  memoryLimitKiB: z.number().nullable(),
  cpuLimit: z.number().nullable(),
  // Absent in rows of versions that did not compare pods.
  binding: podBinding.nullable().default(null),
  evidence: z.discriminatedUnion('outcome', [
    z.object({
      outcome: z.literal('report'),
      channel: z.enum(['termination-message', 'log']),
      report: kernelReport,
    }),
    z.object({ outcome: z.literal('no-evidence'), reason: z.string() }),
  ]),
}) satisfies z.ZodType<PodObservation>;

const nodeVerdict = z.object({
  nodeName: z.string(),
  verdict: verdictSchema,
  reason: z.string(),
  checks: z.array(
    z.object({
      id: z.string(),
      state: z.enum(['passed', 'failed', 'unknown']),
      expected: z.string(),
      seen: z.string(),
    }),
  ),
  notes: z.array(z.string()),
}) satisfies z.ZodType<NodeVerdict>;

/** Evidence and verdict of a node, as they are stored and archived. */
export const runNodeSchema = z.object({
  poolName: z.string().nullable(),
  evidence: z.object({
    nodeName: z.string(),
    before: nodeSnapshot.nullable(),
    after: nodeSnapshot.nullable(),
    sandboxed: podObservation.nullable(),
    ordinary: podObservation.nullable(),
    failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  }),
  verdict: nodeVerdict,
  judgedUnder: z.object({ rules: z.string(), vmmNames: z.array(z.string()) }).exactOptional(),
}) satisfies z.ZodType<RunNode>;
