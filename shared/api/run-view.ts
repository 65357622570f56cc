import { formatClusterId } from '../clusters/cluster-id.ts';
import type { KernelReport, PodObservation } from '../isolation/evidence.ts';
import { hasKataMark } from '../isolation/kata.ts';
import type { RunNode, RunRecord, RunStep } from '../runs/run-record.ts';

/** Renders a run for callers, with its timeline, its nodes and their evidence. */
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

/** By time; steps of the same moment in the order of their sequence. */
function inOrder(steps: RunStep[]): RunStep[] {
  return steps.toSorted((a, b) => a.at.localeCompare(b.at) || a.sequence.localeCompare(b.sequence));
}

/** Renders a run for lists and for answers to writes: without timeline and nodes. */
export function renderRunSummary(run: RunRecord, runUrl: string) {
  const { runId, cluster, cleanup, cleanupResult, taskHub: _ourBusiness, ...rest } = run;
  return {
    id: runId,
    ...rest,
    clusterId: formatClusterId(cluster),
    cleanup: { policy: cleanup, result: cleanupResult },
    url: runUrl,
  };
}

/**
 * Shows only whether the kernel command line has Kata's mark: an ordinary pod sees the command line of its node, which
 * may hold details of the node.
 */
function renderPod(pod: PodObservation): unknown {
  if (pod.evidence.outcome === 'no-evidence') return pod;
  return { ...pod, evidence: { ...pod.evidence, report: renderReport(pod.evidence.report) } };
}

function renderReport({ commandLine, ...report }: KernelReport): unknown {
  const kataCommandLine = commandLine === null ? null : hasKataMark(commandLine);
  return { ...report, kataCommandLine };
}
