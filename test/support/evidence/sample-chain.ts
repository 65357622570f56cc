import { createHash } from 'node:crypto';
import { createMemoryProofChains } from '../../../cli/memory/memory-proof-chains.ts';
import { keepProof } from '../../../shared/activities/keep-proof.ts';
import { withoutSecrets } from '../../../shared/errors/without-secrets.ts';
import { buildProof, type ProofNews } from '../../../shared/evidence/build-proof.ts';
import type { GivenFile } from '../../../shared/evidence/chains/read-record.ts';
import type { GivenEvidence, Trust } from '../../../shared/evidence/chains/verification.ts';
import type { ProofRecord } from '../../../shared/evidence/proof-record.ts';
import { coverPlace, shortenProof } from '../../../shared/isolation/coverage.ts';
import type { NodeEvidence } from '../../../shared/isolation/evidence.ts';
import { doubtVerdict } from '../../../shared/isolation/find-shared-boots.ts';
import { judgeNode } from '../../../shared/isolation/judge-node.ts';
import { judgePool } from '../../../shared/isolation/judge-pool.ts';
import type { PoolBasis } from '../../../shared/isolation/pool-basis.ts';
import { rulesVersion } from '../../../shared/isolation/rules-version.ts';
import { toCanonicalJson } from '../../../shared/plain/canonical-json.ts';
import type { RunNode } from '../../../shared/runs/run-record.ts';
import { guestReport, hostReport, isolatedEvidence, observe, snapshot } from '../samples/sample-evidence.ts';
import { cluster } from '../samples/sample-runs.ts';

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const bootId = (kind: string, number: number) =>
  `${kind}${String(number).padStart(7, '0')}-0000-4000-8000-000000000000`;

/** What a node shows: everything as it should be, or as `change` makes it. */
export function nodeEvidence(name: string, number: number, change: Partial<NodeEvidence> = {}): NodeEvidence {
  const host = bootId('0', number);
  const node = { ...snapshot, name, uid: `uid-${name}`, bootId: host };
  const guest = { ...guestReport, bootId: bootId('7', number) };
  return {
    ...isolatedEvidence(),
    ...{ nodeName: name, before: node, after: node },
    sandboxed: { ...observe('sandboxed', guest), nodeName: name },
    ordinary: { ...observe('ordinary', { ...hostReport, bootId: host }), nodeName: name },
    ...change,
  };
}

/** The evidence of a node whose sandboxed pod runs on the node's own kernel. */
export function leakyEvidence(name: string, number: number): NodeEvidence {
  const evidence = nodeEvidence(name, number);
  const report = { ...hostReport, bootId: bootId('0', number) };
  return { ...evidence, sandboxed: { ...observe('sandboxed', report), nodeName: name } };
}

export function judged(evidence: NodeEvidence, vmmNames: string[] = []): RunNode {
  const judgedUnder = { rules: rulesVersion, vmmNames };
  return { poolName: 'kata', evidence, verdict: judgeNode(evidence, { vmmNames }), judgedUnder };
}

/** A guest of a monitor that only a setting makes one of Kata's. */
export function otherMonitor(name: string, number: number): NodeEvidence {
  const report = { ...guestReport, bootId: bootId('7', number), commandLine: 'quiet', dmiVendor: 'Firecracker' };
  const other = { ...report, dmiProduct: 'firecracker' };
  return nodeEvidence(name, number, { sandboxed: { ...observe('sandboxed', other), nodeName: name } });
}

/** A proof of the pool `kata` as a run judges it: `told` is how many nodes Azure counts, if not as many. */
export function sampleProof(
  runId: string,
  nodes: RunNode[],
  { told = nodes.length, ...change }: Partial<ProofNews> & { told?: number } = {},
): { news: ProofNews; nodes: RunNode[] } {
  const registered = nodes.flatMap(({ evidence: { after } }) => after ?? []);
  const proven = nodes.map(({ poolName, evidence, verdict }) => shortenProof(poolName, evidence, verdict));
  const coverage = { ...coverPlace('kata', registered, proven), letBe: null, told, changing: false };
  const basis: PoolBasis = { coverage, handedOn: null };
  const pool = { poolName: 'kata', ...judgePool(coverage) };
  const moments = { provenAt: '2026-11-20T10:00:00.000Z', evidenceSince: '2026-11-20T09:50:00.000Z' };
  return { news: { runId, newsId: runId, cluster, ...moments, pool, basis, ...change }, nodes };
}

/** Five proofs of every kind: isolated, a leak, nodes that are missing, another monitor, and a doubt. */
export function sampleProofs(): ReturnType<typeof sampleProof>[] {
  const fine = (number: number) => judged(nodeEvidence(`n${number}`, number));
  const doubted = fine(2);
  const doubt = { ...doubted, verdict: doubtVerdict(doubted.verdict, 'Its own boot id is that of node other.') };
  return [
    sampleProof('run-1', [fine(1), fine(2), fine(3)]),
    sampleProof('run-2', [fine(1), judged(leakyEvidence('n2', 2))]),
    sampleProof('run-3', [fine(1), fine(2)], { told: 3 }),
    sampleProof('run-4', [judged(otherMonitor('n1', 1), ['Firecracker'])]),
    sampleProof('run-5', [fine(1), doubt]),
  ];
}

/** An archive in this process, with the real digests. */
export function createSampleArchive() {
  const texts = new Map<string, string>();
  const ports = {
    evidence: {
      async keepEvidence(document: unknown) {
        const text = toCanonicalJson(withoutSecrets(document));
        texts.set(digestOf(text), text);
        return { hash: digestOf(text) };
      },
    },
    chains: createMemoryProofChains(),
    postures: { readPosture: async () => ({ value: null, eTag: null }) },
  } as unknown as Parameters<typeof keepProof>[0];
  return {
    texts,
    ports,
    keep: async ({ news, nodes }: ReturnType<typeof sampleProof>) =>
      (await keepProof(ports, buildProof(news, nodes))).digest,
  };
}

/** The records of a chain, the oldest first, as texts. */
export async function sampleChain(proofs = sampleProofs()): Promise<string[]> {
  const { keep, texts } = createSampleArchive();
  const chain: string[] = [];
  for (const proof of proofs) chain.push(texts.get(await keep(proof)) ?? '');
  return chain;
}

export const fileOf = (text: string, named = digestOf(text)): GivenFile => ({
  ...{ path: `${named}.json`, named, digest: digestOf(text), text },
});

export const given = (texts: readonly string[], change: Partial<GivenEvidence> = {}): GivenEvidence => ({
  ...{ files: texts.map((text) => fileOf(text)), statements: [], told: [], noticed: [] },
  ...change,
});

export const trusting = (change: Partial<Trust> = {}): Trust => ({
  ...{ heads: [], anchors: [], sequence: null, openEnd: false, keys: [], signedFrom: 1 },
  ...change,
});

/** The list of proofs of a chain, as the app tells it. */
export function toldOf(chain: readonly string[]): GivenEvidence['told'][number] {
  const value = chain.map((text) => {
    const { sequence, runId, provenAt, pool, previous } = JSON.parse(text) as ProofRecord;
    return { sequence, runId, provenAt, verdict: pool.verdict, digest: digestOf(text), previousDigest: previous };
  });
  return { path: 'proofs.json', cluster, poolName: 'kata', value: value.toReversed() };
}

/**
 * A chain in which somebody who may write everything has changed a record and has made all that follows anew, so that
 * each file is what its name says and each record names the one before.
 */
export function rewrite(chain: readonly string[], place: number, change: (record: ProofRecord) => object): string[] {
  const forged: string[] = [];
  for (const [at, text] of chain.entries()) {
    const record = JSON.parse(text) as ProofRecord;
    const previous = at === 0 ? null : digestOf(forged[at - 1] ?? '');
    const linked = at <= place ? record : { ...record, previous };
    forged.push(at < place ? text : toCanonicalJson(at === place ? change(linked) : linked));
  }
  return forged;
}
