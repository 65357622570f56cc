import { z } from 'zod';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { clusterSchema, poolVerdictSchema, runNodeSchema, verdictSchema } from '../../evidence/evidence-schemas.ts';
import type { ProvenNode } from '../../isolation/coverage.ts';
import type { Principal } from '../../plain/principal.ts';
import type { PreflightCheck } from '../../preflight/preflight-check.ts';
import type { Approval } from '../../runs/approval.ts';
import type { RunOrigin } from '../../runs/run-origin.ts';
import type { RunRecord, RunStep } from '../../runs/run-record.ts';

/**
 * Stored rows are input like any other and are validated: another version of this app, or a person, may have written
 * them.
 */
export const verdict = verdictSchema;

export const clusterRow = clusterSchema;

/** The stored form of evidence and verdict of a node. */
export const nodeRow = runNodeSchema;

const cleanupResult = z.object({
  podPairs: z.enum(['removed', 'left-to-expire', 'none']),
  namespace: z.enum(['removed', 'left-to-expire', 'not-ours', 'none']),
  pool: z.enum(['removed', 'removing', 'kept', 'not-ours', 'failed', 'none']),
  cluster: z.enum(['removed', 'removing', 'kept', 'not-ours', 'failed', 'none']).exactOptional(),
  problems: z.array(z.string()),
});

export const principal = z.object({
  id: z.string().nullable(),
  name: z.string().nullable(),
  provider: z.string().nullable(),
}) satisfies z.ZodType<Principal>;

const preflightCheck = z.object({
  name: z.string(),
  outcome: z.enum(['passed', 'failed', 'warning', 'could-not-check']),
  message: z.string(),
  remedy: z.string().nullable(),
}) satisfies z.ZodType<PreflightCheck>;

const approval = z.object({
  state: z.enum(['waiting', 'approved', 'expired']),
  until: z.string(),
  at: z.string().nullable(),
  by: principal.nullable(),
  reason: z.string().nullable(),
}) satisfies z.ZodType<Approval>;

const runOrigin = z.discriminatedUnion('by', [
  z.object({ by: z.literal('http'), principal: principal.nullable() }),
  z.object({ by: z.literal('event'), eventId: z.string(), eventKind: z.string() }),
  z.object({ by: z.literal('night'), fleetId: z.string() }),
]) satisfies z.ZodType<RunOrigin>;

/** The stored form of a run. */
export const runRow = z.object({
  runId: z.string(),
  kind: z.enum(['provisioning', 'verification']),
  cluster: clusterRow,
  poolName: z.string().nullable(),
  cleanup: z.enum(['keep', 'delete-on-failure', 'always-delete']),
  startedBy: runOrigin.nullable().default(null),
  request: z.record(z.string(), z.unknown()),
  status: z.enum(['running', 'done', 'cancelled', 'failed']),
  percent: z.number(),
  step: z.string(),
  verdict: verdict.nullable(),
  reason: z.string().nullable(),
  pools: z.array(poolVerdictSchema),
  cleanupResult: cleanupResult.nullable(),
  createdPool: z.boolean(),
  createdCluster: z.boolean().exactOptional(),
  cancelRequested: z.boolean(),
  startedAt: z.string(),
  updatedAt: z.string(),
  endedAt: z.string().nullable(),
  preflight: z.array(preflightCheck).nullable().exactOptional(),
  transport: z.enum(['kubernetes-api', 'run-command']).exactOptional(),
  approval: approval.exactOptional(),
  quarantine: z.object({ state: z.enum(['kept', 'lifted', 'none']), reason: z.string().nullable() }).exactOptional(),
  taskHub: z.string().exactOptional(),
  claims: z.array(z.string()).exactOptional(),
  expiresAt: z.string(),
}) satisfies z.ZodType<RunRecord>;

/** The stored form of a line of a run's timeline. */
export const stepRow = z.object({
  sequence: z.string(),
  at: z.string(),
  step: z.string(),
  percent: z.number().nullable(),
  detail: z.string().nullable(),
}) satisfies z.ZodType<RunStep>;

/** The part of a node's row that is read alone. */
export const provenRow = z.object({
  short: z.object({
    nodeName: z.string(),
    poolName: z.string().nullable(),
    verdict,
    reason: z.string(),
    uid: z.string().nullable(),
    bootId: z.string().nullable(),
    guestBootId: z.string().nullable(),
  }) satisfies z.ZodType<ProvenNode>,
});

/**
 * Parses the fields of a row; `where` names the row in the error. Throws StoredRowUnreadable with the names of the
 * wrong fields.
 */
export function parseRow<T>(schema: z.ZodType<T>, fields: Record<string, unknown>, where: string): T {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const wrong = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))].join(', ');
  throw new KataproofError(
    'StoredRowUnreadable',
    `The stored row ${where} is not what this version writes: ${wrong}. Another version wrote it, or somebody edited it.`,
  );
}
