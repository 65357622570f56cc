import { z } from 'zod';
import type { NodeSnapshot, PodBinding } from '../../isolation/evidence.ts';
import { verdictSchema } from './answer-parts.ts';

// What callers are told of the evidence of a run. Each schema is strict: what it does not name is not told.

const nodeSnapshotSchema = z
  .strictObject({
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
    taints: z.array(z.strictObject({ key: z.string(), value: z.string(), effect: z.string() })),
    readAt: z.string(),
  })
  .meta({ id: 'NodeSnapshot', description: 'A node as its Node object showed it.' }) satisfies z.ZodType<NodeSnapshot>;

const podBindingSchema = z
  .strictObject({
    differences: z.array(z.string()),
    remarks: z.array(z.string()),
    strangers: z.array(z.string()),
    runtimeClassDoubt: z.string().nullable(),
    imageDigest: z.string().nullable(),
  })
  .meta({
    id: 'PodBinding',
    description: 'How surely a live pod, and so its report, is the one that was asked for.',
  }) satisfies z.ZodType<PodBinding>;

const kernelReportSchema = z
  .strictObject({
    kernelRelease: z.string(),
    kernelBuild: z.string(),
    bootId: z.string().nullable(),
    kataCommandLine: z
      .boolean()
      .nullable()
      .describe('Whether the kernel command line has the mark of Kata. The line itself may hold details of the node.'),
    dmiVendor: z.string().nullable(),
    dmiProduct: z.string().nullable(),
    memoryKiB: z.number().nullable(),
    cpus: z.number().nullable(),
    uptimeSeconds: z.number().nullable(),
    networkInterfaces: z.array(z.string()),
    visibleProcesses: z.number().nullable(),
  })
  .meta({ id: 'KernelReport', description: 'What the probe printed inside a pod.' });

const podObservationSchema = z
  .strictObject({
    role: z.enum(['sandboxed', 'ordinary']),
    podName: z.string(),
    podUid: z.string(),
    nodeName: z.string().nullable(),
    runtimeClassName: z.string().nullable(),
    runtimeHandler: z.string().nullable(),
    memoryLimitKiB: z.number().nullable(),
    cpuLimit: z.number().nullable(),
    binding: podBindingSchema.nullable(),
    evidence: z.discriminatedUnion('outcome', [
      z.strictObject({
        outcome: z.literal('report'),
        channel: z.enum(['termination-message', 'log']),
        report: kernelReportSchema,
      }),
      z.strictObject({ outcome: z.literal('no-evidence'), reason: z.string() }),
    ]),
  })
  .meta({ id: 'PodObservation', description: 'A pod of the pair as it really ran.' });

const checkSchema = z
  .strictObject({
    id: z.string(),
    state: z.enum(['passed', 'failed', 'unknown']),
    expected: z.string(),
    seen: z.string(),
  })
  .meta({ id: 'IsolationCheck', description: 'One check of a node, in the order in which they are made.' });

/** Verdict and evidence of a node. */
export const nodeResultSchema = z
  .strictObject({
    nodeName: z.string(),
    poolName: z.string().nullable(),
    verdict: verdictSchema,
    reason: z.string(),
    checks: z.array(checkSchema),
    notes: z.array(z.string()),
    evidence: z.strictObject({
      nodeName: z.string(),
      before: nodeSnapshotSchema.nullable(),
      after: nodeSnapshotSchema.nullable(),
      sandboxed: podObservationSchema.nullable(),
      ordinary: podObservationSchema.nullable(),
      failure: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    }),
  })
  .meta({ id: 'NodeResult', description: 'Verdict and evidence of one node.' });

/** The verdict about a pool. */
export const poolResultSchema = z
  .strictObject({
    poolName: z.string(),
    verdict: verdictSchema,
    reason: z.string(),
    nodesPresent: z.number().nullable(),
    nodesProven: z.number(),
    changing: z.boolean(),
    quarantined: z.boolean().exactOptional().describe('The pool keeps everything off; left out where it does not.'),
  })
  .meta({
    id: 'PoolResult',
    description: 'The verdict about a pool, which is that of its worst node, and its coverage.',
  });

export type NodeResult = z.infer<typeof nodeResultSchema>;
export type RenderedPod = z.infer<typeof podObservationSchema>;
export type RenderedReport = z.infer<typeof kernelReportSchema>;
