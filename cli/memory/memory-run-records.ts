import { KataproofError } from '../../shared/errors/kataproof-error.ts';
import { shortenProof } from '../../shared/isolation/coverage.ts';
import type { RunRecords } from '../../shared/ports/run-records.ts';
import type { RunNode, RunRecord, RunStep } from '../../shared/runs/run-record.ts';

/** What a proof without a deployment writes down. */
export type MemoryRunRecords = Pick<
  RunRecords,
  | 'createRun'
  | 'readRun'
  | 'updateRun'
  | 'recordSteps'
  | 'listSteps'
  | 'recordNode'
  | 'addNode'
  | 'listNodes'
  | 'listProvenNodes'
  | 'readProvenNode'
>;

/** Records are JSON, as in a table. structuredClone takes several times as long for what is so small. */
const copy = <T>(record: T): T => JSON.parse(JSON.stringify(record));

/**
 * Keeps runs in this process. Whoever reads gets a copy, as from a table. `onStep` is told each line of a timeline when it
 * is written.
 */
export function createMemoryRunRecords(onStep: (step: RunStep, run: RunRecord) => void): MemoryRunRecords {
  const runs = new Map<string, RunRecord>();
  const steps = new Map<string, Map<string, RunStep>>();
  const nodes = new Map<string, Map<string, RunNode>>();
  const rowsOf = <T>(all: Map<string, Map<string, T>>, runId: string): Map<string, T> => {
    const rows = all.get(runId) ?? new Map<string, T>();
    all.set(runId, rows);
    return rows;
  };
  const find = (runId: string): RunRecord => {
    const run = runs.get(runId);
    if (!run) throw new KataproofError('RunNotFound', `There is no run ${runId}.`);
    return run;
  };
  const nodeKey = (poolName: string | null, nodeName: string) => JSON.stringify([poolName, nodeName]);

  const recordStep = (runId: string, step: RunStep) => {
    rowsOf(steps, runId).set(step.sequence, copy(step));
    onStep(step, find(runId));
  };

  return {
    async createRun(run) {
      const created = !runs.has(run.runId);
      if (created) runs.set(run.runId, copy(run));
      return { created };
    },
    readRun: async (runId) => copy(runs.get(runId) ?? null),
    async updateRun(runId, change) {
      runs.set(runId, { ...find(runId), ...copy(change) });
    },
    async recordSteps(runId, ...lines) {
      for (const line of lines) recordStep(runId, line);
    },
    listSteps: async (runId) => copy([...rowsOf(steps, runId).values()]),
    async recordNode(runId, node) {
      rowsOf(nodes, runId).set(nodeKey(node.poolName, node.evidence.nodeName), copy(node));
    },
    async addNode(runId, node, line) {
      const [rows, key] = [rowsOf(nodes, runId), nodeKey(node.poolName, node.evidence.nodeName)];
      if (rows.has(key)) return { added: false };
      rows.set(key, copy(node));
      recordStep(runId, line);
      return { added: true };
    },
    listNodes: async (runId) => copy([...rowsOf(nodes, runId).values()]),
    listProvenNodes: async (runId) => [...rowsOf(nodes, runId).values()].map(inShort),
    async readProvenNode(runId, { poolName, nodeName }) {
      const node = rowsOf(nodes, runId).get(nodeKey(poolName, nodeName));
      return node ? inShort(node) : null;
    },
  };
}

function inShort({ poolName, evidence, verdict }: RunNode) {
  return shortenProof(poolName, evidence, verdict);
}
