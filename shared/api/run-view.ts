import { formatClusterId } from '../clusters/cluster-id.ts';
import type { KernelReport, PodObservation } from '../isolation/evidence.ts';
import { hasKataMark } from '../isolation/kata.ts';
import { compare } from '../plain/compare.ts';
import { notStarted } from '../runs/new-run-record.ts';
import type { RunNode, RunRecord, RunStep } from '../runs/run-record.ts';
import type { NodeResult, RenderedPod, RenderedReport } from './answers/evidence-schemas.ts';
import type { RunAnswer, RunSummaryAnswer, TimelineEntry } from './answers/run-schemas.ts';

/** Renders a run for callers, with its timeline and, once it has ended, its nodes and their evidence. */
export function renderRun(run: RunRecord, steps: RunStep[], nodes: RunNode[], runUrl: string): RunAnswer {
  const { result, ...summary } = renderRunSummary(run, runUrl);
  return {
    ...summary,
    timeline: inOrder(steps).map(renderStep),
    result: result && { ...result, nodes: nodes.map(renderNode) },
  };
}

/** By time; steps of the same moment in the order of their sequence. Both are plain ASCII, for which no locale is loaded. */
export function inOrder(steps: RunStep[]): RunStep[] {
  return steps.toSorted((a, b) => compare(a.at, b.at) || compare(a.sequence, b.sequence));
}

/** Renders a line of a run's timeline. */
export function renderStep({ at, step, percent, detail }: RunStep): TimelineEntry {
  return { at, step, percent, detail };
}

/** Renders a run for lists and for answers to writes: without timeline and nodes. */
export function renderRunSummary(run: RunRecord, runUrl: string): RunSummaryAnswer {
  const { runId, cluster, poolName, cleanup, cancelRequested, request, startedBy, kind, step } = run;
  return {
    ...{ id: runId, kind, status: renderStatus(run), percentComplete: run.percent, step },
    ...{ createdDateTime: run.startedAt, lastActionDateTime: run.updatedAt },
    ...{ endedDateTime: run.endedAt, expiresDateTime: run.expiresAt },
    ...{ startedBy, cluster, clusterId: formatClusterId(cluster), poolName, cleanup, cancelRequested, request },
    preflight: run.preflight ?? null,
    transport: run.transport ?? 'kubernetes-api',
    approval: renderApproval(run),
    quarantine: run.quarantine ?? null,
    error: renderError(run),
    result: run.status === 'running' ? null : renderOutcome(run),
    url: runUrl,
  };
}

/** Nobody waits for a decision about a run that has ended. */
function renderApproval({ status, approval, endedAt }: RunRecord): RunSummaryAnswer['approval'] {
  if (!approval) return null;
  return approval.state === 'waiting' && status !== 'running'
    ? { ...approval, state: 'canceled', at: endedAt }
    : approval;
}

const operationStatus = { done: 'Succeeded', failed: 'Failed', cancelled: 'Canceled' } as const;

/** The status of a run in the words of long-running operations. */
export function renderStatus(run: Pick<RunRecord, 'status' | 'step'>): RunAnswer['status'] {
  if (run.status !== 'running') return operationStatus[run.status];
  return run.step === notStarted ? 'NotStarted' : 'Running';
}

/** A reason that begins with a code is that code's message. */
const coded = /^(?<code>[A-Z][A-Za-z0-9]+): (?<message>.+)$/s;

function renderError({ status, reason }: RunRecord): RunAnswer['error'] {
  if (status === 'running' || status === 'done') return null;
  const message = reason ?? 'The run told no reason.';
  if (status === 'cancelled') return { code: 'Canceled', message };
  const { code = 'RunFailed', message: rest = message } = coded.exec(message)?.groups ?? {};
  return { code, message: rest };
}

function renderOutcome({ verdict, reason, pools, createdPool, createdCluster = false, cleanupResult }: RunRecord) {
  return { verdict, reason, pools, createdPool, createdCluster, cleanup: cleanupResult };
}

/** Renders a node of a run with its evidence. */
export function renderNode({ poolName, evidence, verdict }: RunNode): NodeResult {
  const { sandboxed, ordinary } = evidence;
  return {
    poolName,
    ...verdict,
    evidence: {
      ...evidence,
      sandboxed: sandboxed && renderPod(sandboxed),
      ordinary: ordinary && renderPod(ordinary),
    },
  };
}

/**
 * Shows only whether the kernel command line has Kata's mark: an ordinary pod sees the command line of its node, which
 * may hold details of the node.
 */
function renderPod(pod: PodObservation): RenderedPod {
  const { evidence, ...rest } = pod;
  if (evidence.outcome === 'no-evidence') return { ...rest, evidence };
  return { ...rest, evidence: { ...evidence, report: renderReport(evidence.report) } };
}

function renderReport({ commandLine, ...report }: KernelReport): RenderedReport {
  return { ...report, kataCommandLine: commandLine === null ? null : hasKataMark(commandLine) };
}
