import { z } from 'zod';

/** What a report for `kubectl apply` may have, and nothing else: the part of both definitions that is used. */

const name = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,251}[a-z0-9])?$/);
const label = z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/);
const count = z.int().min(0);

const result = z.strictObject({
  policy: z.string().min(1),
  rule: z.string().min(1),
  category: z.string(),
  result: z.enum(['pass', 'fail', 'warn', 'error', 'skip']),
  message: z.string(),
  severity: z.enum(['critical', 'high', 'medium', 'low', 'info']).optional(),
  scored: z.boolean(),
  timestamp: z.strictObject({ seconds: z.int().positive(), nanos: z.literal(0) }),
  resources: z
    .array(z.strictObject({ apiVersion: z.literal('v1'), kind: z.literal('Node'), name: z.string() }))
    .optional(),
  properties: z.record(z.string(), z.string()),
});

const common = {
  metadata: z.strictObject({
    name,
    labels: z.record(z.string(), label),
    annotations: z.record(z.string(), z.string()),
  }),
  summary: z.strictObject({ pass: count, fail: count, warn: count, error: count, skip: count }),
};

export const policyReportSchema = z.discriminatedUnion('apiVersion', [
  z.strictObject({
    apiVersion: z.literal('openreports.io/v1alpha1'),
    kind: z.literal('ClusterReport'),
    source: z.literal('kataproof'),
    ...common,
    results: z.array(result).max(400),
  }),
  z.strictObject({
    apiVersion: z.literal('wgpolicyk8s.io/v1alpha2'),
    kind: z.literal('ClusterPolicyReport'),
    ...common,
    results: z
      .array(result.extend({ source: z.literal('kataproof'), severity: z.enum(['high', 'medium', 'low']).optional() }))
      .max(400),
  }),
]);

export type PolicyReport = z.infer<typeof policyReportSchema>;
