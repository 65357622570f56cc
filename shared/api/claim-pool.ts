import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { storageKey } from '../clusters/keys.ts';
import { toCanonicalJson } from '../plain/canonical-json.ts';
import { stableHash } from '../plain/stable-hash.ts';
import type { Ports } from '../ports/ports.ts';
import type { RunClaim } from '../ports/run-claims.ts';
import { approvalKey } from '../runs/approval.ts';
import type { RunRecord } from '../runs/run-record.ts';
import { HttpError } from './http-error.ts';

type ClaimPorts = Pick<Ports, 'runClaims' | 'records'>;

/** A provisioning that somebody asks for. */
export interface AskedProvisioning {
  cluster: ClusterReference;
  poolName: string;
  /** The validated request: what is asked for in the same words is the same provisioning. */
  request: Record<string, unknown>;
  /** Where a run is read. */
  urlOf: (runId: string) => string;
}

/** A run is recorded a moment after its pool is claimed. A claim of this age without a run belongs to nobody. */
const settlingMs = 60_000;

/** Takers that may come between two looks; then others are so busy with the pool that a later try is better. */
const mostTries = 5;

/**
 * The run that makes this very pool just now, which a caller who asks for the same follows; null when there is none. Throws
 * HttpError 409 when a run makes the pool in another way, and when the run is being cancelled.
 */
export async function findUnderWay(ports: ClaimPorts, asked: AskedProvisioning, now: Date): Promise<RunRecord | null> {
  const claim = await ports.runClaims.readClaim(keyOf(asked));
  if (!claim) return null;
  const holder = await ports.records.readRun(claim.runId);
  if (!isHeld(claim, holder, now)) return null;
  refuseOther(claim, holder, asked);
  return holder;
}

/**
 * Claims the pool for a run, and returns the id of the run that makes it: this one, or the one that was asked for in the
 * same words and has not ended. Atomic, however many ask at once at several hosts. A run that has ended, and one that was
 * never recorded, holds nothing. Throws HttpError 409 when a run makes the pool in another way, and when the run is being
 * cancelled.
 */
export async function claimPool(
  ports: ClaimPorts,
  asked: AskedProvisioning,
  runId: string,
  now: Date,
): Promise<string> {
  const key = keyOf(asked);
  const claim: RunClaim = { runId, fingerprint: fingerprintOf(asked), at: now.toISOString() };
  let kept: RunClaim = await ports.runClaims.claimRun(key, claim);
  for (let tries = 1; tries <= mostTries; tries++) {
    if (kept.runId === runId) return runId;
    const holder = await ports.records.readRun(kept.runId);
    if (isHeld(kept, holder, now)) {
      refuseOther(kept, holder, asked);
      return kept.runId;
    }
    kept = await ports.runClaims.claimAfter(key, kept.runId, claim);
  }
  throw underWay(kept, asked);
}

/**
 * Whether a run that has just been recorded still stands for what it had claimed before. A claim without a run belongs to
 * nobody after a minute, so a host that was slow in between may have lost it; then the record is of no run, and is removed.
 */
export async function standsStill(
  { records }: Pick<Ports, 'records'>,
  runId: string,
  claim: () => Promise<string>,
): Promise<boolean> {
  const holder = await claim().catch((error: unknown) => {
    if (error instanceof HttpError) return null;
    throw error;
  });
  if (holder === runId) return true;
  await records.removeRun(runId);
  return false;
}

/** Every key that may be claimed for a run: those of its requests, its pool's, and that of the decision about it. */
export function keysOfRun({ runId, kind, cluster, poolName, claims = [] }: RunRecord): string[] {
  const pool = kind === 'provisioning' && poolName !== null ? [keyOf({ cluster, poolName })] : [];
  return [...claims, ...pool, approvalKey(runId)];
}

function keyOf({ cluster, poolName }: Pick<AskedProvisioning, 'cluster' | 'poolName'>): string {
  return `pool|${storageKey(cluster, poolName)}`;
}

/** A cluster may be spelled in any case. */
function fingerprintOf({ cluster, request }: AskedProvisioning): string {
  return stableHash(toCanonicalJson({ ...request, cluster: storageKey(cluster) }));
}

function isHeld({ at }: RunClaim, holder: RunRecord | null, now: Date): boolean {
  return holder ? holder.status === 'running' : now.getTime() - Date.parse(at) < settlingMs;
}

/** Whoever followed a run that is being cancelled would hear only that it was. */
function refuseOther(claim: RunClaim, holder: RunRecord | null, asked: AskedProvisioning): void {
  const { runId } = claim;
  if (holder?.cancelRequested)
    throw underWay(
      claim,
      asked,
      `Run ${runId}, which was to make it, is being cancelled. Ask again when it has ended.`,
    );
  if (claim.fingerprint !== fingerprintOf(asked)) throw underWay(claim, asked);
}

function underWay(
  { runId }: RunClaim,
  { poolName, urlOf }: AskedProvisioning,
  why = `Run ${runId} is making it already, from another request. Follow it, cancel it, or choose another name.`,
): HttpError {
  const url = urlOf(runId);
  const message = `Node pool ${poolName} is taken. ${why}`;
  const details = [{ code: 'ProvisioningUnderWay', message: url, target: 'Operation-Location' }];
  return new HttpError(409, 'ProvisioningUnderWay', message, {
    details,
    headers: { 'Operation-Location': url, 'Retry-After': '15' },
  });
}
