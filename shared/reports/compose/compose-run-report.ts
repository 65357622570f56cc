import type { Check, PoolVerdict, Verdict } from '../../isolation/evidence.ts';
import { placeOf } from '../../isolation/provable-pools.ts';
import { remedyOf } from '../model/isolation-rules.ts';
import { outcomeOf, worstOutcome } from '../model/outcome-of.ts';
import type { Coverage, Gap, Outcome, Report, ReportKernel, ReportNode, ReportPool } from '../model/report.ts';
import { cleanTexts } from './clean-texts.ts';
import { type ReportOrigin, toolOf } from './compose-report.ts';
import { countCoverage } from './count-coverage.ts';
import { describeStale, gapsOfPool } from './describe-pool.ts';

interface KernelSeen {
  kernelRelease: string;
  bootId: string | null;
  kataCommandLine: boolean | null;
  dmiVendor: string | null;
  dmiProduct: string | null;
}

interface PodSeen {
  evidence: { outcome: 'report'; report: KernelSeen } | { outcome: 'no-evidence' };
}

/** A node of a run as callers are told of it. */
export interface NodeOfRun {
  nodeName: string;
  poolName: string | null;
  verdict: Verdict;
  reason: string;
  checks: Check[];
  notes: string[];
  evidence: {
    before: { kernelRelease: string; bootId: string; nodeImageVersion: string | null } | null;
    ordinary: PodSeen | null;
    sandboxed: PodSeen | null;
  };
}

/** A run as callers are told of it, with the nodes that were proven so far. */
export interface RunToReport {
  id: string;
  clusterId: string;
  cluster: { name: string };
  status: string;
  createdDateTime: string;
  endedDateTime: string | null;
  error: { code: string; message: string } | null;
  result: { verdict: Verdict | null; reason: string | null; pools: (PoolVerdict & { poolName: string })[] } | null;
  nodes: NodeOfRun[];
  /** The digests of the evidence that was kept, by the names of the pools. */
  evidence: ReadonlyMap<string, string>;
}

/** The report of a run: what held when it ended, or, while it goes on, what it has seen so far, which is no verdict. */
export function composeRunReport(run: RunToReport, origin: ReportOrigin): Report {
  const { clusterId, result, error, status } = run;
  const { name } = run.cluster;
  const verdict = result?.verdict ?? null;
  const pools = (result?.pools ?? []).map((pool) => describePool(pool, run));
  const ended = run.endedDateTime !== null;
  const outcome = outcomeOfRun(run, pools);
  const clusters = [{ clusterId, name, inspected: { azure: null, workloads: null } }];
  return cleanTexts({
    scope: {
      ...{ kind: 'run' as const, clusterId, name, runId: run.id, status, verdict, error },
      ...{ startedAt: run.createdDateTime, endedAt: run.endedDateTime },
    },
    madeAt: origin.madeAt,
    tool: toolOf(origin),
    apiUrl: origin.apiUrl,
    outcome,
    summary: `${error ? `${error.code}: ${error.message}` : summarizeRun(run, pools)}${countLeaks(run, pools)}`,
    coverage: {
      ...countCoverage(clusters, pools),
      ...(pools.length === 0 && countSeen(run.nodes)),
      clustersInspected: null,
    },
    clusters,
    pools,
    nodes: run.nodes.map((node) => describeNode(node, clusterId)),
    findings: [],
    gaps: [
      ...pools.flatMap((pool) => [...gapsOfPool(pool), ...unseenOf(pool, run)]),
      ...gapsOfRun(run, ended, pools.length),
    ],
  });
}

/** One sentence on a run without an error, and one on the pools that changed under it. */
function summarizeRun({ result, status }: RunToReport, pools: readonly ReportPool[]): string {
  const changing = pools.filter(({ age }) => age === 'stale').map(({ poolName }) => poolName);
  const told = changing.length > 0 ? ` Changing by then, so not to be relied on: ${changing.join(', ')}.` : '';
  return `${result?.reason ?? `The run is ${status}.`}${told}`;
}

/** What was seen before any pool had a verdict: how many nodes there are beside these, nobody has counted. */
function countSeen(nodes: readonly NodeOfRun[]): Partial<Coverage> {
  const places = [...Map.groupBy(nodes, placeOf).values()];
  const failed = places.filter((own) => own.some(({ verdict }) => outcomeOf(verdict) === 'failed')).length;
  return {
    ...{ pools: places.length, poolsFailed: failed, poolsNotChecked: places.length - failed },
    ...{ nodesPresent: nodes.length, nodesProven: nodes.filter(({ verdict }) => verdict === 'isolated').length },
    poolsUncounted: places.length,
  };
}

/** One more sentence on what was seen of nodes where no pool has a verdict yet, or ever. */
function countLeaks({ nodes }: RunToReport, pools: readonly ReportPool[]): string {
  const leaks = nodes.filter(({ verdict }) => outcomeOf(verdict) === 'failed').length;
  if (leaks === 0 || pools.length > 0) return '';
  return ` Of ${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'} that it has proven, ${leaks} ${leaks === 1 ? 'is' : 'are'} not isolated.`;
}

/** The nodes of a pool that the run has no verdict about. */
function unseenOf({ clusterId, poolName, nodesPresent }: ReportPool, { nodes }: RunToReport): Gap[] {
  const unseen = (nodesPresent ?? 0) - nodes.filter((node) => placeOf(node) === poolName).length;
  if (unseen <= 0) return [];
  return [
    {
      kind: 'nodes-unseen',
      clusterId,
      subject: poolName,
      message: `${unseen} of its ${nodesPresent} nodes were not looked at.`,
    },
  ];
}

/** A run that did not succeed proves nothing as a whole; a leak that it found is one all the same, and at once. */
function outcomeOfRun({ status, result, nodes }: RunToReport, pools: readonly ReportPool[]): Outcome {
  const ofNodes = nodes.map(({ verdict }) => outcomeOf(verdict)).filter((outcome) => outcome === 'failed');
  const found = worstOutcome([outcomeOf(result?.verdict ?? null), ...pools.map((pool) => pool.outcome), ...ofNodes]);
  return status !== 'Succeeded' && found === 'passed' ? 'not-checked' : found;
}

function gapsOfRun({ clusterId, status, id, result }: RunToReport, ended: boolean, pools: number): Gap[] {
  const gap = (kind: Gap['kind'], message: string): Gap[] => [{ kind, clusterId, subject: `run ${id}`, message }];
  if (!ended) return gap('not-ended', `The run is ${status}: this is what it has seen so far, and no verdict.`);
  if (status !== 'Succeeded')
    return gap('not-ended', `The run ended ${status}: what it had not looked at by then is not known.`);
  return pools === 0 ? gap('nothing-to-prove', result?.reason ?? 'The run proved no pool.') : [];
}

function describePool(pool: PoolVerdict & { poolName: string }, run: RunToReport): ReportPool {
  const { poolName, verdict, reason, nodesPresent, nodesProven, changing, quarantined = false } = pool;
  // As its posture is from then on: kernels that may be others soon are proven again when the operation has ended.
  const outcome = outcomeOf(verdict, changing);
  const age = changing ? 'stale' : null;
  const images = new Set(
    run.nodes
      .filter((node) => placeOf(node) === poolName)
      .map(({ evidence }) => evidence.before?.nodeImageVersion ?? null)
      .filter((image) => image !== null),
  );
  return {
    ...{ clusterId: run.clusterId, clusterName: run.cluster.name, poolName },
    ...{
      outcome,
      because: changing ? describeStale(['changing'], reason) : reason,
      remedy: remedyOf({ outcome, verdict, age }),
      verdict,
      age,
      staleBecause: changing ? ['changing'] : [],
    },
    ...{ since: null, provenAt: run.endedDateTime, freshUntil: null },
    nodeImageVersion: images.size > 0 ? [...images].sort().join(', ') : null,
    ...{ nodesPresent, nodesProven, runId: run.id, evidenceDigest: run.evidence.get(poolName) ?? null, quarantined },
  };
}

function describeNode(node: NodeOfRun, clusterId: string): ReportNode {
  const { nodeName, verdict, reason, checks, notes, evidence } = node;
  const { before, ordinary, sandboxed } = evidence;
  return {
    ...{ clusterId, poolName: placeOf(node), nodeName, outcome: outcomeOf(verdict), verdict, reason, checks, notes },
    kernels: {
      node: before && { release: before.kernelRelease, bootId: before.bootId, kataMark: null, dmi: null },
      ordinary: kernelOf(ordinary),
      sandboxed: kernelOf(sandboxed),
    },
  };
}

function kernelOf(pod: PodSeen | null): ReportKernel | null {
  if (pod?.evidence.outcome !== 'report') return null;
  const { kernelRelease, bootId, kataCommandLine, dmiVendor, dmiProduct } = pod.evidence.report;
  const dmi = [dmiVendor, dmiProduct].filter((part) => part !== null).join(' ');
  return { release: kernelRelease, bootId, kataMark: kataCommandLine, dmi: dmi || null };
}
