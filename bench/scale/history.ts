import { dirname } from 'node:path';
import { proofSettings } from '../../shared/settings/proof-settings.ts';
import {
  countHistories,
  exponentOf,
  type HistoryCount,
  mostExponent,
  mostOfNode,
  mostOfRun,
  readHubRecords,
  recordsOfRun,
  splitHistory,
  sumOf,
} from '../../test/support/runs/count-history.ts';
import type { Benchmark, Figure } from '../harness/benchmark.ts';
import { clusterOf, journalOf, provePool, spendRun, startPoolStack } from './pool-stack.ts';

const sizes = [10, 20, 50, 100];

interface RunHistory {
  nodes: number;
  sum: HistoryCount;
  /** Events of the run's own instance, but for the calls of its chunks, of which there are more for more nodes. */
  ofRun: number;
  /** All others, by node. */
  ofNode: number;
  /** Events and turns by orchestrator. */
  parts: string;
}

function split(counts: Record<string, HistoryCount>, nodes: number): RunHistory {
  const sum = sumOf(Object.values(counts));
  const parts = Object.entries(counts)
    .map(([name, { instances, events, turns }]) => `${name} ×${instances}: ${events} in ${turns} turns`)
    .join(', ');
  return { nodes, sum, parts, ...splitHistory(counts, nodes) };
}

function figuresOf(what: string, { nodes, sum, ofRun, ofNode }: RunHistory): Figure[] {
  const counted = { unit: 'events', judged: 'all' } as const;
  const most = mostOfRun + mostOfNode * nodes;
  return [
    { ...counted, what: `History of ${what}, all instances`, samples: [sum.events], limit: { most } },
    { ...counted, what: '- of it the run’s own', samples: [ofRun], limit: { most: mostOfRun } },
    { ...counted, what: '- of it for each node', samples: [ofNode], limit: { most: mostOfNode } },
  ];
}

/** What a look at Azure while it works adds to the history of a run: two turns, of a timer and of an activity. */
const eventsOfLook = 8;

interface Counted {
  history: RunHistory;
  looks: number;
}

/**
 * Provisions three nodes at the pace of Azure, which takes some minutes: where time is made to pass faster, what was read a
 * moment ago is old, and is read again.
 */
async function provision(nodes: number): Promise<Counted> {
  // As a deployment has it: a stack whose time passes faster has its watches end sooner.
  const settings = { KATAPROOF_WATCH_SECONDS: String(proofSettings.KATAPROOF_WATCH_SECONDS().parse(undefined)) };
  const stack = await startPoolStack([clusterOf('demo', 0)], { speed: 1, hostSpeed: 1, settings });
  try {
    const order = { cluster: stack.clusterBody, nodePool: { name: 'kata', count: nodes }, cleanup: 'always-delete' };
    const { id } = await spendRun(stack, '/api/provisionings', order);
    const records = recordsOfRun(readHubRecords(journalOf(dirname(stack.logDirectory))), id);
    const looks = records.filter((record) => record.type === 'timer-fired' && record.instanceId === id).length;
    return { history: split(countHistories(records), nodes), looks };
  } finally {
    await stack.stop();
  }
}

/** Counts histories at the host, in the journal of its task hub. */
export const benchmark: Benchmark = {
  minutes: 6,
  about: 'History events, turns and replays of a provisioning of 3 nodes and of proofs of 10 to 100',
  async measure(say) {
    const provisioning = provision(3);
    provisioning.catch(() => {});
    const stack = await startPoolStack([clusterOf('demo', 0), ...sizes.map((size) => clusterOf(`of-${size}`, size))]);
    const journal = journalOf(dirname(stack.logDirectory));
    const tell = (history: RunHistory) => {
      const { nodes, sum, parts } = history;
      say(`${nodes} nodes: ${sum.events} events, ${sum.turns} turns (${parts})`);
      return history;
    };
    const read = (runId: string, nodes: number) =>
      tell(split(countHistories(recordsOfRun(readHubRecords(journal), runId)), nodes));
    try {
      const proven: RunHistory[] = [];
      for (const size of sizes) proven.push(read((await provePool(stack, `of-${size}`)).id, size));
      const exponent = exponentOf(proven.map(({ nodes, sum }) => ({ x: nodes, y: sum.loaded })));
      const largest = proven.at(-1) as RunHistory;
      const { history: provisioned, looks } = await provisioning;
      tell(provisioned);
      return {
        figures: [
          ...figuresOf('a provisioning of 3 nodes', provisioned),
          ...figuresOf(`a proof of ${largest.nodes} nodes`, largest),
          {
            what: 'Exponent of the history events that all turns load, 10 to 100 nodes',
            ...{ unit: '', samples: [exponent], limit: { most: mostExponent }, judged: 'all' },
          },
        ],
        notes: [
          `A provisioning of 3 nodes takes ${provisioned.sum.turns} turns (${provisioned.parts}). It looked ${looks} times at Azure, which made and removed the pool meanwhile; each further minute of that adds ${eventsOfLook} events.`,
          ...proven.map(
            ({ nodes, sum, parts }) =>
              `A proof of ${nodes} nodes takes ${sum.turns} turns, which load ${sum.loaded} events (${parts}).`,
          ),
          'What calls a chunk of nodes, four events of the run’s own instance, counts for the nodes.',
        ],
      };
    } finally {
      await stack.stop();
    }
  },
};
