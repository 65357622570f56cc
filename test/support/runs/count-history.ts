import { readFileSync } from 'node:fs';
import type { HubRecord } from '../../../emulator/functions-host/durable/hub/hub-record.ts';

/** What the instances of one orchestrator cost. */
export interface HistoryCount {
  instances: number;
  /** Events in their histories, when they had ended. */
  events: number;
  /** Turns of the orchestrator: each loads the history and plays it from its beginning. */
  turns: number;
  /** Events that all turns have loaded, the new ones included: the work of replays. */
  loaded: number;
}

const nothing: HistoryCount = { instances: 0, events: 0, turns: 0, loaded: 0 };

/** The durable writes of a host that has this journal. Throws for a line that is no JSON, as the last of a killed host may be. */
export function readHubRecords(journalPath: string): HubRecord[] {
  const lines = readFileSync(journalPath, 'utf8').split('\n');
  const records = lines
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as HubRecord | { type: 'snapshot' });
  return records.filter((record): record is HubRecord => record.type !== 'snapshot');
}

/** The records of a run: of its own instance and of all that it has started, whose ids begin with its own. */
export function recordsOfRun(records: readonly HubRecord[], runId: string): HubRecord[] {
  const isOfRun = (id: string) => id === runId || id.startsWith(`${runId}-`);
  return records.filter((record) => {
    if (record.type === 'instances-purged') return false;
    return isOfRun(record.type === 'instance-created' ? record.instance.instanceId : record.instanceId);
  });
}

/** Counts the histories of all instances whose whole journal these records are, by the name of their orchestrator. */
export function countHistories(records: readonly HubRecord[]): Record<string, HistoryCount> {
  const counts: Record<string, HistoryCount> = {};
  const names = new Map<string, string>();
  const lengths = new Map<string, number>();
  for (const record of records) {
    if (record.type === 'instance-created') names.set(record.instance.instanceId, record.instance.name);
    if (record.type !== 'turn') continue;
    for (const { instanceId, name } of record.outcome.instances) names.set(instanceId, name);
    const before = lengths.get(record.executionId) ?? 0;
    const after = before + record.outcome.events.length;
    lengths.set(record.executionId, after);
    const name = names.get(record.instanceId) ?? 'unknown';
    counts[name] = sumOf([
      counts[name] ?? nothing,
      { instances: before === 0 ? 1 : 0, events: after - before, turns: 1, loaded: after },
    ]);
  }
  return counts;
}

/** The sum of counts. */
export function sumOf(counts: readonly HistoryCount[]): HistoryCount {
  return counts.reduce(
    (sum, each) => ({
      instances: sum.instances + each.instances,
      events: sum.events + each.events,
      turns: sum.turns + each.turns,
      loaded: sum.loaded + each.loaded,
    }),
    nothing,
  );
}

/** The most events of a run's own instance, and of all others together for each node. */
export const [mostOfRun, mostOfNode] = [60, 25];
/** The most of the exponent with which the work of replays grows with a pool. */
export const mostExponent = 1.1;

/** What the call of a chunk adds to the history of its run: the call, its end, and the begin and end of one more turn. */
const eventsOfChunkCall = 4;

/**
 * Splits the events of a run of so many nodes: those of its own instance, but for the calls of its chunks, of which there
 * are more for more nodes; and all others, by node.
 */
export function splitHistory(counts: Record<string, HistoryCount>, nodes: number): { ofRun: number; ofNode: number } {
  const own = (counts['proveCluster'] ?? counts['provisionAndProve'])?.events ?? Number.NaN;
  const ofRun = own - eventsOfChunkCall * (counts['proveNodeChunk']?.instances ?? 0);
  return { ofRun, ofNode: (sumOf(Object.values(counts)).events - ofRun) / nodes };
}

/** The exponent of the power of x that fits these points best: least squares over their logarithms. */
export function exponentOf(points: readonly { x: number; y: number }[]): number {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const mean = (of: (point: { x: number; y: number }) => number) =>
    logs.reduce((sum, point) => sum + of(point), 0) / logs.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  return mean((point) => (point.x - x) * (point.y - y)) / mean((point) => (point.x - x) ** 2);
}
