import { formatClusterId } from '../clusters/cluster-id.ts';
import type { KernelReport, PodObservation } from '../isolation/evidence.ts';
import { hasKataMark } from '../isolation/kata.ts';
import type { RunNode, RunRecord, RunStep } from '../runs/run-record.ts';

/** A run as callers see it: with its timeline, and once it has ended with verdict and evidence. */
export function renderRun(run: RunRecord, steps: RunStep[], nodes: RunNode[], runUrl: string): unknown {
  return {
    ...renderRunSummary(run, runUrl),
    timeline: inOrder(steps).map(({ at, step, percent, detail }) => ({ at, step, percent, detail })),
    nodes: nodes.map(({ poolName, evidence, verdict }) => ({
      poolName,
      ...verdict,
      evidence: {
        ...evidence,
        sandboxed: evidence.sandboxed && renderPod(evidence.sandboxed),
        ordinary: evidence.ordinary && renderPod(evidence.ordinary),
      },
    })),
  };
}

/** By time; steps of the same moment in the order of their telling. */
function inOrder(steps: RunStep[]): RunStep[] {
  return steps.toSorted((a, b) => a.at.localeCompare(b.at) || a.sequence.localeCompare(b.sequence));
}

export function renderRunSummary(run: RunRecord, runUrl: string) {
  const { runId, cluster, cleanup, cleanupResult, ...rest } = run;
  return {
    id: runId,
    ...rest,
    clusterId: formatClusterId(cluster),
    cleanup: { policy: cleanup, result: cleanupResult },
    url: runUrl,
  };
}

/** An ordinary pod's kernel command line is its node's, which may hold details of the node: only the mark is shown. */
function renderPod(pod: PodObservation): unknown {
  if (pod.evidence.outcome === 'no-evidence') return pod;
  return { ...pod, evidence: { ...pod.evidence, report: renderReport(pod.evidence.report) } };
}

function renderReport({ commandLine, ...report }: KernelReport): unknown {
  const kataCommandLine = commandLine === null ? null : hasKataMark(commandLine);
  return { ...report, kataCommandLine };
}
