import { z } from 'zod';
import type { Report } from '../../reports/model/report.ts';
import { findingSeverities } from '../../workloads/finding.ts';
import { moment, verdictSchema } from './answer-parts.ts';

const outcome = z.enum(['passed', 'failed', 'not-checked']).meta({
  id: 'ReportOutcome',
  description:
    '`not-checked` is what could not be checked, was never checked, or was checked too long ago: never a pass.',
});

const place = { clusterId: z.string(), name: z.string() };

const scope = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('fleet') }),
    z.strictObject({ kind: z.literal('cluster'), ...place }),
    z.strictObject({
      kind: z.literal('run'),
      ...place,
      runId: z.string(),
      status: z.string(),
      verdict: verdictSchema.nullable(),
      startedAt: moment,
      endedAt: moment.nullable(),
      error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    }),
  ])
  .meta({ id: 'ReportScope', description: 'What a report is about.' });

const coverage = z
  .strictObject({
    clusters: z.int(),
    clustersInspected: z.int().nullable().meta({ description: 'Null in the report of a run, which has no findings.' }),
    pools: z.int(),
    poolsPassed: z.int(),
    poolsFailed: z.int(),
    poolsNotChecked: z.int(),
    nodesPresent: z.int().meta({
      description:
        'Of the pools whose nodes were counted; of a run without a verdict, those that it has proven so far.',
    }),
    nodesProven: z.int().meta({ description: 'Those that are isolated, by proofs that may still be relied on.' }),
    poolsUncounted: z.int(),
  })
  .meta({ id: 'ReportCoverage', description: 'How much of what there is was looked at.' });

const pool = z
  .strictObject({
    clusterId: z.string(),
    clusterName: z.string(),
    poolName: z.string(),
    outcome,
    because: z.string(),
    remedy: z.string().nullable().meta({ description: 'What to do; null for a pool that passed.' }),
    verdict: verdictSchema
      .nullable()
      .meta({ description: 'Of the last proof; null for a pool that was never proven.' }),
    age: z.enum(['fresh', 'due', 'stale', 'never']).nullable().meta({
      description:
        'In the report of a run, which says what held when it ended, `stale` for a pool that was changing by then, else null.',
    }),
    staleBecause: z.array(z.enum(['age', 'node-image', 'changing'])),
    since: moment.nullable(),
    provenAt: moment.nullable(),
    freshUntil: moment.nullable(),
    nodeImageVersion: z.string().nullable(),
    nodesPresent: z.int().nullable(),
    nodesProven: z.int().nullable().meta({ description: 'Those that are isolated.' }),
    runId: z.string().nullable(),
    evidenceDigest: z.string().nullable().meta({ description: 'SHA-256 of the evidence, in hexadecimal.' }),
    quarantined: z.boolean(),
  })
  .meta({ id: 'ReportPool' });

const kernel = z
  .strictObject({
    release: z.string(),
    bootId: z.string().nullable(),
    kataMark: z.boolean().nullable(),
    dmi: z.string().nullable(),
  })
  .meta({ id: 'ReportKernel', description: 'What one kernel showed of itself.' });

const node = z
  .strictObject({
    clusterId: z.string(),
    poolName: z.string(),
    nodeName: z.string(),
    outcome,
    verdict: verdictSchema,
    reason: z.string(),
    checks: z.array(
      z.strictObject({
        id: z.string(),
        state: z.enum(['passed', 'failed', 'unknown']),
        expected: z.string(),
        seen: z.string(),
      }),
    ),
    notes: z.array(z.string()),
    kernels: z.strictObject({ node: kernel.nullable(), ordinary: kernel.nullable(), sandboxed: kernel.nullable() }),
  })
  .meta({ id: 'ReportNode' });

const finding = z
  .strictObject({
    clusterId: z.string(),
    clusterName: z.string(),
    id: z.string(),
    rule: z.string(),
    severity: z.enum(findingSeverities),
    subject: z.string(),
    message: z.string(),
    remedy: z.string(),
    controls: z.array(z.string()),
    state: z.enum(['standing', 'waived']),
    firstSeenAt: moment,
    lastSeenAt: moment,
    waiver: z
      .strictObject({ reason: z.string(), until: moment, at: moment.nullable(), by: z.string().nullable() })
      .nullable(),
  })
  .meta({ id: 'ReportFinding' });

const gap = z
  .strictObject({
    kind: z.enum([
      'never-proven',
      'stale',
      'inconclusive',
      'nodes-unseen',
      'nothing-to-prove',
      'not-ended',
      'not-inspected',
      'unread',
      'left-out',
    ]),
    clusterId: z.string().nullable(),
    subject: z.string(),
    message: z.string(),
  })
  .meta({ id: 'ReportGap', description: 'Something that was not looked at, or that can no longer be relied on.' });

/** A report as JSON. */
export const reportSchema = z
  .strictObject({
    scope,
    madeAt: moment,
    tool: z
      .strictObject({ name: z.string(), version: z.string(), rules: z.string() })
      .meta({ description: 'What made the report, its version, and that of the rules of isolation.' }),
    apiUrl: z.string(),
    outcome,
    summary: z.string(),
    coverage,
    clusters: z.array(
      z.strictObject({
        ...place,
        inspected: z.strictObject({ azure: moment.nullable(), workloads: moment.nullable() }),
      }),
    ),
    pools: z.array(pool),
    nodes: z.array(node).meta({ description: 'Of a run alone.' }),
    findings: z.array(finding).meta({ description: 'Standing and waived ones; a run has none.' }),
    gaps: z.array(gap),
  })
  .meta({
    id: 'Report',
    description: 'What was proven and found, how much was looked at, and what was not.',
  }) satisfies z.ZodType<Report>;
