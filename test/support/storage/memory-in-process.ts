import { createMemoryProofChains } from '../../../cli/memory/memory-proof-chains.ts';
import type { AlertMessage } from '../../../shared/alerts/alert-message.ts';
import type { AlertState } from '../../../shared/alerts/alert-state.ts';
import type { Delivery } from '../../../shared/alerts/delivery.ts';
import { storageKey } from '../../../shared/clusters/keys.ts';
import { KataproofError } from '../../../shared/errors/kataproof-error.ts';
import type { Envelope } from '../../../shared/evidence/envelope.ts';
import { shortenProof } from '../../../shared/isolation/coverage.ts';
import { stableHash } from '../../../shared/plain/stable-hash.ts';
import type { Ports } from '../../../shared/ports/ports.ts';
import type { RunClaim } from '../../../shared/ports/run-claims.ts';
import type { Posture } from '../../../shared/posture/posture.ts';
import type { RunNode, RunRecord, RunStep } from '../../../shared/runs/run-record.ts';

type Storage = Pick<
  Ports,
  | 'records'
  | 'postures'
  | 'evidence'
  | 'chains'
  | 'statements'
  | 'signer'
  | 'alertStates'
  | 'claims'
  | 'runClaims'
  | 'sinks'
>;

/** What was written, as anybody may look at it. */
export interface Kept {
  runs: Map<string, RunRecord>;
  steps: (RunStep & { runId: string })[];
  nodes: Map<string, RunNode & { runId: string }>;
  postures: Map<string, Posture>;
  evidence: Map<string, unknown>;
  statements: Map<string, Envelope>;
  /** Evidence that waits for its statement, with the moment since when. */
  unsigned: Map<string, string>;
  /** Alerts that are queued. */
  waiting: Map<string, Delivery>;
  /** Alerts that have reached the one sink. */
  told: AlertMessage[];
}

/**
 * Storage within this process, for tests that move virtual time: its answers come within microtasks. `isAway` says
 * whether a call of `port.method` finds no storage now.
 */
export function createMemoryInProcess(isAway: (call: string) => boolean): { ports: Storage; kept: Kept } {
  const kept: Kept = {
    runs: new Map(),
    steps: [],
    nodes: new Map(),
    postures: new Map(),
    evidence: new Map(),
    statements: new Map(),
    unsigned: new Map(),
    waiting: new Map(),
    told: [],
  };
  const ports = {
    records: createRecords(kept),
    postures: createPostures(kept),
    evidence: createEvidence(kept),
    statements: createStatements(kept),
    chains: createMemoryProofChains(),
    ...createAlerts(kept),
    claims: createClaims(),
    runClaims: createRunClaims(),
  } as unknown as Storage;
  for (const [name, port] of Object.entries(ports))
    refuseWhileAway(name, port as unknown as Record<string, unknown>, isAway);
  return { ports: { ...ports, signer: null }, kept };
}

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function refuseWhileAway(name: string, port: Record<string, unknown>, isAway: (call: string) => boolean): void {
  if (name === 'sinks') return;
  for (const [method, act] of Object.entries(port) as [string, (...args: unknown[]) => Promise<unknown>][])
    port[method] = async (...args: unknown[]) => {
      if (isAway(`${name}.${method}`)) throw new KataproofError('StorageUnreachable', 'The storage gave no answer.');
      const answer = await act(...args);
      return answer === undefined ? undefined : copy(answer);
    };
}

function createRecords({ runs, steps, nodes }: Kept) {
  const of = <T extends { runId: string }>(runId: string, all: Iterable<T>) =>
    [...all].filter((each) => each.runId === runId);
  return {
    async createRun(run: RunRecord) {
      const created = !runs.has(run.runId);
      if (created) runs.set(run.runId, copy(run));
      return { created };
    },
    readRun: async (runId: string) => runs.get(runId) ?? null,
    async updateRun(runId: string, change: Partial<RunRecord>) {
      const run = runs.get(runId);
      if (!run) throw new KataproofError('RunNotFound', `There is no run ${runId}.`);
      runs.set(runId, { ...run, ...copy(change) });
    },
    async removeRun(runId: string) {
      runs.delete(runId);
    },
    async recordSteps(runId: string, ...lines: RunStep[]) {
      steps.push(...lines.map((line) => ({ ...line, runId })));
    },
    listSteps: async (runId: string) => of(runId, steps),
    async recordNode(runId: string, node: RunNode) {
      nodes.set(`${runId}/${node.evidence.nodeName}`, { ...copy(node), runId });
    },
    async addNode(runId: string, node: RunNode, line: RunStep) {
      const key = `${runId}/${node.evidence.nodeName}`;
      if (nodes.has(key)) return { added: false };
      nodes.set(key, { ...copy(node), runId });
      steps.push({ ...line, runId });
      return { added: true };
    },
    listNodes: async (runId: string) => of(runId, nodes.values()),
    listProvenNodes: async (runId: string) =>
      of(runId, nodes.values()).map(({ poolName, evidence, verdict }) => shortenProof(poolName, evidence, verdict)),
    async readProvenNode(runId: string, { nodeName }: { nodeName: string }) {
      const node = nodes.get(`${runId}/${nodeName}`);
      return node ? shortenProof(node.poolName, node.evidence, node.verdict) : null;
    },
    listOpenRuns: async () => [...runs.values()].filter(({ status }) => status === 'running'),
    async rememberCluster() {},
    removeStrayMarkers: async () => ({ removed: 0 }),
  };
}

function createPostures({ postures }: Kept) {
  let writes = 0;
  const eTags = new Map<string, string>();
  const keyOf = ({ cluster, poolName }: Pick<Posture, 'cluster' | 'poolName'>) => storageKey(cluster, poolName);
  return {
    async readPosture(cluster: Posture['cluster'], poolName: string) {
      const key = keyOf({ cluster, poolName });
      return { value: postures.get(key) ?? null, eTag: eTags.get(key) ?? null };
    },
    async writePosture(posture: Posture, eTag: string | null) {
      const key = keyOf(posture);
      if ((eTags.get(key) ?? null) !== eTag) return { written: false };
      eTags.set(key, String(++writes));
      postures.set(key, copy(posture));
      return { written: true };
    },
    listClusterPostures: async () => [...postures.values()],
  };
}

function createEvidence({ evidence }: Kept) {
  return {
    async keepEvidence(document: unknown) {
      const hash = stableHash(JSON.stringify(document));
      evidence.set(hash, copy(document));
      return { hash };
    },
    readEvidence: async (hash: string) => evidence.get(hash) ?? null,
  };
}

function createStatements({ statements, unsigned }: Kept): Ports['statements'] {
  return {
    async keepStatement(digest, envelope) {
      if (!statements.has(digest)) statements.set(digest, copy(envelope));
    },
    readStatement: async (digest) => statements.get(digest) ?? null,
    async markUnsigned(digest, since) {
      if (!unsigned.has(digest)) unsigned.set(digest, since);
    },
    async unmark(digest) {
      unsigned.delete(digest);
    },
    listUnsigned: async (limit) => ({ digests: [...unsigned.keys()].slice(0, limit) }),
  };
}

function createAlerts({ waiting, told }: Kept) {
  const states = new Map<string, AlertState>();
  return {
    alertStates: {
      async readAlertState(cluster: Posture['cluster'], poolName: string) {
        const value = states.get(storageKey(cluster, poolName)) ?? null;
        return { value, eTag: value && JSON.stringify(value) };
      },
      async writeAlertState(state: AlertState, eTag: string | null) {
        const key = storageKey(state.cluster, state.poolName);
        const before = states.get(key);
        if ((before ? JSON.stringify(before) : null) !== eTag) return { written: false };
        states.set(key, copy(state));
        return { written: true };
      },
      async enqueueDelivery(delivery: Delivery) {
        if (!waiting.has(delivery.id)) waiting.set(delivery.id, copy(delivery));
      },
      listDueDeliveries: async () => [...waiting.values()],
      claimDelivery: async () => ({ claimed: true }),
      async updateDelivery(delivery: Delivery) {
        waiting.set(delivery.id, copy(delivery));
      },
      async recordSent({ id }: Delivery) {
        waiting.delete(id);
      },
    },
    sinks: {
      namesFor: () => ['chat'],
      async deliver(_sink: string, messages: AlertMessage[]) {
        told.push(...messages);
      },
    },
  };
}

function createClaims() {
  const begun = new Map<string, string>();
  return {
    async beginRun(runId: string, token: string) {
      if (!begun.has(runId)) begun.set(runId, token);
      return { mine: begun.get(runId) === token };
    },
  };
}

function createRunClaims(): Pick<Ports['runClaims'], 'readClaim' | 'claimRun' | 'claimAfter'> {
  const claims = new Map<string, RunClaim>();
  return {
    readClaim: async (key) => claims.get(key) ?? null,
    async claimRun(key, claim) {
      const kept = claims.get(key) ?? claim;
      claims.set(key, kept);
      return { ...kept, first: kept.runId === claim.runId };
    },
    async claimAfter(key, ended, claim) {
      const kept = claims.get(key);
      if (!kept || kept.runId === ended) claims.set(key, claim);
      const now = claims.get(key) ?? claim;
      return { ...now, first: now.runId === claim.runId };
    },
  };
}
