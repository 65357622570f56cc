import { describe, expect, test } from '@jest/globals';
import { verifyEvidence } from '../../shared/evidence/chains/verify-evidence.ts';
import type { ProofRecord } from '../../shared/evidence/proof-record.ts';
import type { Verdict } from '../../shared/isolation/evidence.ts';
import { toCanonicalJson } from '../../shared/plain/canonical-json.ts';
import {
  createSampleArchive,
  digestOf,
  fileOf,
  given,
  judged,
  leakyEvidence,
  nodeEvidence,
  otherMonitor,
  rewrite,
  sampleChain,
  sampleProof,
  sampleProofs,
  toldOf,
  trusting,
} from '../support/evidence/sample-chain.ts';
import { cluster, sampleNode } from '../support/samples/sample-runs.ts';
import { secret } from '../support/storage/open-memory.ts';

const chain = await sampleChain();
const digests = chain.map(digestOf);
const head = digests.at(-1) ?? '';
const known = trusting({ heads: [head] });
const recordOf = (text = ''): ProofRecord => JSON.parse(text) as ProofRecord;
const without = (...places: number[]) => chain.filter((_, place) => !places.includes(place));

type Verified = ReturnType<typeof verifyEvidence>;
const codes = ({ findings }: Verified, kind = 'wrong') => [
  ...new Set(findings.filter((finding) => finding.kind === kind).map(({ code }) => code)),
];

describe('a chain of every kind of proof', () => {
  test('has the verdicts that it is to have', () => {
    const verdicts: Verdict[] = ['isolated', 'shared-kernel', 'inconclusive', 'isolated', 'suspect'];
    expect(chain.map((text) => recordOf(text).pool.verdict)).toEqual(verdicts);
  });

  test('holds when its head is told', () => {
    const verified = verifyEvidence(given(chain), known);
    expect(verified).toMatchObject({ outcome: 'holds', findings: [], unchained: 0 });
    expect(verified.chains).toEqual([
      {
        ...{ name: `${cluster.subscriptionId}/fleet/one kata`, first: 1, last: 5, head, headFrom: '--head' },
        ...{ records: 5, nodes: 10, signed: null, vmmNames: ['Firecracker'] },
        recordedBy: { apps: [recordOf(chain[0]).app], rules: ['1'] },
      },
    ]);
  });

  test('holds by the list of proofs beside it, in whatever order its files come', () => {
    const verified = verifyEvidence(given(chain.toReversed(), { told: [toldOf(chain)] }), trusting());
    expect(verified).toMatchObject({ outcome: 'holds', chains: [{ headFrom: 'list' }] });
  });

  test('is not confirmed when nobody tells its head, unless that is accepted', () => {
    const verified = verifyEvidence(given(chain), trusting());
    expect([verified.outcome, codes(verified, 'unchecked')]).toEqual(['unchecked', ['HeadUntold']]);
    expect(verifyEvidence(given(chain), trusting({ openEnd: true })).outcome).toBe('holds');
  });

  test('holds beside the chain of another pool', async () => {
    const { keep, texts } = createSampleArchive();
    const ofOther = sampleProof('other', [judged(nodeEvidence('n1', 1))]);
    const place = '(no agent pool)';
    ofOther.news.pool.poolName = place;
    if (ofOther.news.basis?.coverage) ofOther.news.basis.coverage.poolName = place;
    const nodes = ofOther.nodes.map(({ evidence, ...node }) => {
      const [before, after] = [evidence.before, evidence.after].map((seen) => seen && { ...seen, poolName: null });
      return { ...node, poolName: null, evidence: { ...evidence, before: before ?? null, after: after ?? null } };
    });
    const other = await keep({ ...ofOther, nodes });
    const both = given([...chain, ...texts.values()]);
    expect(verifyEvidence(both, trusting({ heads: [head, other] }))).toMatchObject({ outcome: 'holds' });
    expect(codes(verifyEvidence(both, known), 'unchecked')).toEqual(['HeadUntold']);
  });

  test('of nothing is not confirmed', () => {
    expect(verifyEvidence(given([]), trusting({ openEnd: true })).outcome).toBe('unchecked');
  });
});

/** Every value of a document that has no values in it, with a function that gives the document with another one there. */
function* leavesOf(
  value: unknown,
  put: (other: unknown) => unknown,
  path = '',
): Generator<[string, unknown, (other: unknown) => unknown]> {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) {
    yield [path, value, put];
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    const replace = (other: unknown) =>
      put(Array.isArray(value) ? value.with(Number(name), other) : { ...value, [name]: other });
    yield* leavesOf(inner, replace, `${path}/${name}`);
  }
}

/** Another value of the same kind, so that what is judged again can be judged. */
function otherThan(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (value === 'isolated') return 'suspect';
  return typeof value === 'string' ? `${value}0` : 'other';
}

describe('a change of one record', () => {
  test('in any field is caught, under the name that it has and under one that fits', () => {
    let tried = 0;
    for (const [place, text] of chain.entries())
      for (const [path, value, put] of leavesOf(JSON.parse(text), (other) => other))
        for (const named of [digests[place], undefined]) {
          const forged = fileOf(toCanonicalJson(put(otherThan(value))), named);
          const files = chain
            .map((each, at) => (at === place ? forged : fileOf(each)))
            .slice(Math.max(0, place - 1), place + 2);
          const heads = trusting({ heads: [digests[Math.min(place + 1, 4)] ?? ''] });
          const { outcome } = verifyEvidence(given([], { files }), heads);
          // The first record, made one of another pool, leaves a chain that begins later, and one whose head nobody told.
          const isCaught = named === undefined && place === 0 ? outcome !== 'holds' : outcome === 'wrong';
          if (!isCaught) throw new Error(`Record ${place + 1} with another ${path} is ${outcome}.`);
          tried++;
        }
    expect(tried).toBeGreaterThan(1_000);
  });

  test('in any byte is caught, under the name that it has', () => {
    for (const [place, text] of chain.entries())
      for (let at = 0; at < text.length; at += 101) {
        const forged = `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
        const files = chain.map((each, other) => (other === place ? fileOf(forged, digests[place]) : fileOf(each)));
        const { outcome } = verifyEvidence(given([], { files }), trusting({ openEnd: true }));
        if (outcome !== 'wrong') throw new Error(`Record ${place + 1} with another byte ${at} is ${outcome}.`);
      }
  });

  test('under a name that fits is caught by the record that follows, or by the head', () => {
    for (const place of chain.keys()) {
      const forged = toCanonicalJson({ ...recordOf(chain[place]), app: 'another' });
      const texts = chain.map((text, at) => (at === place ? forged : text));
      expect(codes(verifyEvidence(given(texts), known))).toEqual([place === 4 ? 'HeadMissing' : 'RecordMissing']);
    }
  });

  test('with white space, or another order, is not its canonical form', () => {
    const spaced = JSON.stringify(recordOf(chain[4]), null, 1);
    const verified = verifyEvidence(given([...chain.slice(0, 4), spaced]), trusting({ openEnd: true }));
    expect(codes(verified)).toEqual(['NotCanonical']);
  });

  test('that makes no record of it, or one of a later format, is told', () => {
    const of = (text: string) => codes(verifyEvidence(given([...chain, text]), known));
    expect(of('[]')).toEqual(['NotARecord']);
    expect(of('no json')).toEqual(['NotARecord']);
    expect(of(toCanonicalJson({ ...recordOf(chain[4]), nodes: 'none' }))).toEqual(['NotARecord']);
    const later = toCanonicalJson({ ...recordOf(chain[4]), format: 'kataproof-proof-record/2' });
    const verified = verifyEvidence(given([...chain, later]), known);
    expect([verified.outcome, codes(verified, 'unchecked')]).toEqual(['unchecked', ['FormatUnknown']]);
  });
});

describe('a chain with a record of a later format', () => {
  /** The chain, linked anew, in which the record at a place has a format that this version does not know. */
  const laterAt = (place: number) =>
    rewrite(chain, place, (record) => ({ ...record, format: 'kataproof-proof-record/2', more: true }));

  test.each([0, 2, 4])('at place %i is not confirmed, and not said to be changed', (place) => {
    const texts = laterAt(place);
    const [first = '', last = ''] = [texts[0], texts.at(-1)].map((text) => digestOf(text ?? ''));
    for (const trust of [{ heads: [last] }, { heads: [last], anchors: [first] }, { anchors: [last] }])
      for (const told of [[], [toldOf(texts)]]) {
        const verified = verifyEvidence(given(texts, { told }), trusting(trust));
        expect([verified.outcome, codes(verified)]).toEqual(['unchecked', []]);
        expect(codes(verified, 'unchecked')).toContain('FormatUnknown');
      }
  });

  test('of which nothing else is there is not confirmed', () => {
    const text = laterAt(4).at(-1) ?? '';
    const list = toldOf(laterAt(4));
    const told = [{ ...list, value: list.value.slice(0, 1) }];
    const verified = verifyEvidence(given([text], { told }), trusting({ heads: [digestOf(text)] }));
    expect([verified.outcome, codes(verified)]).toEqual(['unchecked', []]);
  });

  test('lacks what its list has all the same, and what was changed before it', () => {
    const texts = laterAt(2);
    const missing = given(texts.toSpliced(0, 1), { told: [toldOf(texts)] });
    expect(codes(verifyEvidence(missing, trusting()))).toEqual(['RecordMissing']);
    const list = toldOf(texts);
    const value = list.value.map((proof) =>
      proof.sequence === 2 ? { ...proof, verdict: 'isolated' as const } : proof,
    );
    const other = given(texts, { told: [{ ...list, value }] });
    expect(codes(verifyEvidence(other, trusting()))).toEqual(['ListDiffers']);
  });

  test('in no format of records at all is a gap', () => {
    const texts = rewrite(chain, 2, (record) => ({ ...record, format: 'mine' }));
    const verified = verifyEvidence(given(texts), trusting({ heads: [digestOf(texts.at(-1) ?? '')] }));
    expect(codes(verified)).toEqual(['RecordMissing']);
  });
});

describe('a chain that somebody who may write everything has made anew', () => {
  const verdicts: Verdict[] = ['isolated', 'shared-kernel', 'suspect', 'inconclusive'];
  const changed = chain.flatMap((text, place) =>
    verdicts
      .filter((verdict) => verdict !== recordOf(text).pool.verdict)
      .map((verdict): [number, Verdict] => [place, verdict]),
  );

  test.each(changed)('after the pool verdict of record %i became %s is caught by judging again', (place, verdict) => {
    const forged = rewrite(chain, place, (record) => ({ ...record, pool: { ...record.pool, verdict } }));
    expect(codes(verifyEvidence(given(forged), trusting({ openEnd: true })))).toEqual(['PoolVerdictDiffers']);
    expect(codes(verifyEvidence(given(forged), known))).toContain('HeadMissing');
  });

  test('with any verdict of a node changed is caught by judging again', () => {
    for (const [place, text] of chain.entries())
      for (const at of recordOf(text).nodes.keys())
        for (const verdict of verdicts) {
          if (recordOf(text).nodes[at]?.verdict.verdict === verdict) continue;
          const forged = rewrite(chain, place, (record) => ({
            ...record,
            nodes: record.nodes.map((node, other) =>
              other === at ? { ...node, verdict: { ...node.verdict, verdict } } : node,
            ),
          }));
          expect(codes(verifyEvidence(given(forged), trusting({ openEnd: true })))).toContain('NodeVerdictDiffers');
        }
  });

  test('with a leak that became another report keeps its verdict from being believed', () => {
    const forged = rewrite(chain, 1, (record) => ({
      ...record,
      nodes: record.nodes.map((node) =>
        node.verdict.verdict === 'isolated' ? node : { ...node, evidence: nodeEvidence(node.evidence.nodeName, 2) },
      ),
    }));
    expect(codes(verifyEvidence(given(forged), trusting({ openEnd: true })))).toContain('NodeVerdictDiffers');
  });

  test('without the node that leaked is caught: its coverage says more', () => {
    const forged = rewrite(chain, 1, (record) => ({ ...record, nodes: record.nodes.slice(0, 1) }));
    const isolated = rewrite(forged, 1, (record) => ({ ...record, pool: { ...record.pool, verdict: 'isolated' } }));
    expect(codes(verifyEvidence(given(isolated), trusting({ openEnd: true })))).toEqual(['PoolVerdictDiffers']);
  });

  test.each([1, 2, 4])('as not isolated (%i) without the reports that it was judged by is not confirmed', (place) => {
    for (const kept of [[], recordOf(chain[place]).nodes.slice(1)]) {
      const forged = rewrite(chain, place, (record) => ({ ...record, nodes: kept }));
      const verified = verifyEvidence(given(forged), trusting({ openEnd: true }));
      expect([verified.outcome, codes(verified, 'unchecked')]).toEqual(['unchecked', ['NodesMissing']]);
    }
  });

  test('with more isolated nodes counted than there is evidence of is caught', () => {
    const forged = rewrite(chain, 0, (record) => ({ ...record, nodes: record.nodes.slice(0, 1) }));
    expect(codes(verifyEvidence(given(forged), trusting({ openEnd: true })))).toEqual(['PoolVerdictDiffers']);
  });

  test.each(['verdict', null] as const)(
    'with more nodes counted than are shown is caught, wherever its coverage is from: %s',
    (coverageFrom) => {
      const forged = rewrite(chain, 0, (record) => ({
        ...record,
        ...{ basis: { ...record.basis, coverageFrom }, pool: { ...record.pool, nodesPresent: 100, nodesProven: 100 } },
      }));
      const verified = verifyEvidence(given(forged), trusting({ heads: [digestOf(forged.at(-1) ?? '')] }));
      expect(codes(verified)).toEqual(['PoolVerdictDiffers']);
    },
  );

  test('without a coverage, with more nodes counted than are shown is caught', () => {
    const forged = rewrite(chain, 0, (record) => ({
      ...record,
      basis: { ...record.basis, coverage: null, coverageFrom: null },
      pool: { ...record.pool, verdict: 'inconclusive', nodesPresent: null, nodesProven: 4 },
    }));
    const verified = verifyEvidence(given(forged), trusting({ heads: [digestOf(forged.at(-1) ?? '')] }));
    expect(codes(verified)).toEqual(['PoolVerdictDiffers']);
  });

  test('as isolated with nodes that nobody looked at is caught', () => {
    const forged = rewrite(chain, 0, ({ basis, ...record }) => ({
      ...record,
      basis: { ...basis, coverage: { ...basis.coverage, unseen: { count: 1, names: ['n4'] } } },
    }));
    const verified = verifyEvidence(given(forged), trusting({ heads: [digestOf(forged.at(-1) ?? '')] }));
    expect(codes(verified)).toEqual(['PoolVerdictDiffers']);
  });

  test('with the evidence of nodes of another pool is not confirmed', () => {
    const forged = rewrite(chain, 0, ({ nodes, ...record }) => ({
      ...record,
      nodes: nodes.map(({ evidence, ...node }) => ({
        ...node,
        evidence: {
          ...evidence,
          before: { ...evidence.before, poolName: 'other' },
          after: { ...evidence.after, poolName: 'other' },
        },
      })),
    }));
    const verified = verifyEvidence(given(forged), trusting({ heads: [digestOf(forged.at(-1) ?? '')] }));
    expect([verified.outcome, codes(verified, 'unchecked')]).toEqual(['unchecked', ['PoolInDoubt']]);
  });

  test('that is nested deeper than anything writes is told, and keeps nothing else from being looked at', () => {
    const deep = `{"format":"kataproof-proof-record/1","nodes":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    const verified = verifyEvidence(given([deep, ...chain]), known);
    expect(codes(verified)).toEqual(['NotCanonical', 'NotARecord']);
    expect(verified.chains[0]?.records).toBe(5);
  });

  test('with a reason for a worse verdict that makes it better is caught', () => {
    const forged = rewrite(chain, 1, (record) => ({
      ...record,
      pool: { ...record.pool, verdict: 'isolated' },
      basis: { ...record.basis, lowered: 'Because.' },
    }));
    expect(codes(verifyEvidence(given(forged), trusting({ openEnd: true })))).toEqual(['PoolVerdictDiffers']);
  });

  test('with everything in it consistent is seen by its head, its list, an anchor or its number alone', async () => {
    const forged = await sampleChain(
      sampleProofs().map(({ news, nodes }) => ({ news: { ...news, runId: 'forged' }, nodes })),
    );
    expect(verifyEvidence(given(forged), trusting({ openEnd: true })).outcome).toBe('holds');
    expect(codes(verifyEvidence(given(forged), known))).toEqual(['HeadMissing']);
    expect(codes(verifyEvidence(given(forged, { told: [toldOf(chain)] }), trusting()))).toContain('RecordMissing');
    const anchored = trusting({ openEnd: true, anchors: [digests[1] ?? ''] });
    expect(codes(verifyEvidence(given(forged), anchored))).toEqual(['AnchorMissing']);
    expect(verifyEvidence(given(chain), anchored).outcome).toBe('holds');
    const numbered = trusting({ openEnd: true, sequence: 6 });
    expect(codes(verifyEvidence(given(forged), numbered))).toEqual(['SequenceUnexpected']);
  });
});

describe('a record that is missing', () => {
  test.each([1, 2, 3])('in the middle (%i) is caught without any head', (place) => {
    const verified = verifyEvidence(given(without(place)), trusting({ openEnd: true }));
    expect(codes(verified)).toEqual(['RecordMissing']);
  });

  test('with the one before it is caught, too', () => {
    expect(codes(verifyEvidence(given(without(1, 2)), known))).toEqual(['RecordMissing']);
  });

  test('at the end is caught by the head, the list and the number', () => {
    const given4 = given(without(4));
    expect(codes(verifyEvidence(given4, known))).toEqual(['HeadMissing']);
    expect(codes(verifyEvidence({ ...given4, told: [toldOf(chain)] }, trusting()))).toEqual(['RecordMissing']);
    expect(codes(verifyEvidence(given4, trusting({ openEnd: true, sequence: 5 })))).toEqual(['SequenceUnexpected']);
  });

  test('at the beginning may be older than evidence is kept, unless a list or an anchor knows it', () => {
    const later = given(without(0, 1));
    const verified = verifyEvidence(later, known);
    expect([verified.outcome, codes(verified, 'remark')]).toEqual(['holds', ['BeginsLater']]);
    expect(verified.findings[0]?.message).toContain(`begins at number 3: the record before, ${digests[1]}, is not`);
    expect(codes(verifyEvidence({ ...later, told: [toldOf(chain)] }, trusting()))).toEqual(['RecordMissing']);
    expect(codes(verifyEvidence(later, { ...known, anchors: [digests[0] ?? ''] }))).toEqual(['AnchorMissing']);
  });

  test('is one gap, whatever a list tells of what is behind it', () => {
    const { findings } = verifyEvidence({ ...given(without(3)), told: [toldOf(chain)] }, trusting());
    const listed = findings.filter(({ message }) => message.includes('does not lead through it'));
    expect(listed).toEqual([
      expect.objectContaining({
        ...{ kind: 'wrong', code: 'RecordMissing', subject: digests[3] },
        message: expect.stringMatching(/^It is number 4 in .*, nor through the 3 before it, down to number 1\.$/),
      }),
    ]);
  });

  test('is not made up for by numbers that fit', () => {
    const forged = rewrite(without(2), 2, (record) => ({ ...record, sequence: 3, previous: digests[1] }));
    expect(codes(verifyEvidence(given(forged), trusting({ openEnd: true })))).toEqual(['SequenceDiffers']);
  });

  test('of which all are is told by their list', () => {
    const verified = verifyEvidence(given([], { told: [toldOf(chain)] }), trusting());
    expect(codes(verified)).toEqual(['RecordMissing']);
  });
});

describe('a record beside the chain', () => {
  /** Another record upon the one at a place, as after a lost race. */
  const beside = (place: number, change: object = {}) =>
    toCanonicalJson({ ...recordOf(chain[place + 1] ?? chain[place]), runId: 'overtaken', ...change });

  test('that was overtaken is no branch', () => {
    for (const place of [0, 1, 2]) {
      const verified = verifyEvidence(given([...chain, beside(place)]), known);
      expect([verified.outcome, codes(verified, 'remark')]).toEqual(['holds', ['NotTakenUp']]);
    }
    const first = toCanonicalJson({ ...recordOf(chain[0]), runId: 'overtaken' });
    expect(verifyEvidence(given([...chain, first]), known).outcome).toBe('holds');
  });

  test('of the newest makes two that may be it, until the head is told', () => {
    const both = given([...chain, beside(3)]);
    const verified = verifyEvidence(both, trusting({ openEnd: true }));
    expect([verified.outcome, codes(verified, 'unchecked')]).toEqual(['unchecked', ['HeadInDoubt']]);
    expect(verifyEvidence(both, known).outcome).toBe('holds');
  });

  test('upon the head that was told leaves in doubt which is the newest', () => {
    const verified = verifyEvidence(given(chain), trusting({ heads: [digests[3] ?? ''] }));
    expect([verified.outcome, codes(verified, 'unchecked')]).toEqual(['unchecked', ['HeadNotLast']]);
  });

  test('upon which more is built, after the head that was told, is caught', () => {
    expect(codes(verifyEvidence(given(chain), trusting({ heads: [digests[2] ?? ''] })))).toEqual(['HeadNotLast']);
  });

  test('upon which more is built is another history', () => {
    const one = beside(1);
    const two = beside(2, { previous: digestOf(one) });
    expect(codes(verifyEvidence(given([...chain, one, two]), known))).toEqual(['Forked']);
  });

  test('of another pool that a record follows is caught', () => {
    const strange = toCanonicalJson({
      ...recordOf(chain[4]),
      previous: digests[2],
      pool: { ...recordOf(chain[4]).pool, poolName: 'b' },
    });
    expect(codes(verifyEvidence(given([...chain, strange]), { ...known, openEnd: true }))).toContain('OtherChain');
  });
});

describe('a list of proofs', () => {
  test('that was saved before another one tells nothing against it', () => {
    const lists = [chain.slice(0, 3), chain, chain.slice(0, 2)].map(toldOf);
    for (const trust of [trusting(), known])
      expect(verifyEvidence(given(chain, { told: lists }), trust)).toMatchObject({ outcome: 'holds', findings: [] });
    const forged = rewrite(chain, 1, (record) => ({ ...record, runId: 'another' }));
    const earlier = { told: [toldOf(chain.slice(0, 3)), toldOf(forged)] };
    expect(codes(verifyEvidence(given(forged, earlier), trusting()))).toEqual(['RecordMissing']);
  });

  test('that says of a record what it does not say itself is caught', () => {
    const list = toldOf(chain);
    const changed = list.value.map((proof) =>
      proof.sequence === 2 ? { ...proof, verdict: 'isolated' as const } : proof,
    );
    const verified = verifyEvidence(given(chain, { told: [{ ...list, value: changed }] }), trusting());
    expect(codes(verified)).toEqual(['ListDiffers']);
  });

  test('that ends elsewhere than --head is caught', () => {
    const verified = verifyEvidence(given(chain, { told: [toldOf(chain.slice(0, 4))] }), known);
    expect(codes(verified)).toEqual(['HeadsDiffer']);
  });
});

describe('evidence of before there were chains', () => {
  const old = toCanonicalJson({
    runId: 'old',
    cluster,
    pools: [sampleProofs()[0]?.news.pool],
    nodes: [1, 2, 3].map((n) => judged(nodeEvidence(`n${n}`, n))),
  });

  test('is read and judged again, and the first record may name it', async () => {
    const forged = rewrite(chain, 0, (record) => ({ ...record, unchained: digestOf(old) }));
    const heads = [digestOf(forged.at(-1) ?? '')];
    const verified = verifyEvidence(given([old, ...forged]), trusting({ heads }));
    expect(verified).toMatchObject({ outcome: 'holds', unchained: 1 });
    expect(codes(verified, 'remark')).toEqual(['BeginsAfterUnchained']);
    expect(verifyEvidence(given(forged), trusting({ heads })).findings[0]?.message).toContain('not among the files');
  });

  test('whose options nobody recorded is not confirmed where it is judged otherwise', () => {
    const { judgedUnder: _unknown, ...node } = judged(otherMonitor('n1', 1), ['Firecracker']);
    const text = toCanonicalJson({ runId: 'old', cluster, pools: [sampleProofs()[3]?.news.pool], nodes: [node] });
    const verified = verifyEvidence(given([text]), trusting({ openEnd: true }));
    expect([verified.outcome, codes(verified, 'unchecked')]).toEqual([
      'unchecked',
      ['OptionsUnknown', 'CoverageUnknown'],
    ]);
  });

  test('that no chain begins after confirms nothing, unless it was noted or that is accepted', () => {
    expect(codes(verifyEvidence(given([old]), trusting()), 'unchecked')).toEqual(['HeadUntold']);
    expect(codes(verifyEvidence(given([old, ...chain]), known), 'unchecked')).toEqual(['HeadUntold']);
    for (const trust of [{ anchors: [digestOf(old)] }, { openEnd: true }])
      expect(verifyEvidence(given([old]), trusting(trust)).outcome).toBe('holds');
  });

  test('that no trusted key signed is not confirmed by a key, whatever else is accepted', () => {
    const keys = [{ keyId: null, verifies: () => true }];
    for (const trust of [{}, { openEnd: true }, { anchors: [digestOf(old)] }])
      expect(codes(verifyEvidence(given([old]), trusting({ keys, ...trust })), 'unchecked')).toEqual([
        'SignatureMissing',
      ]);
    expect(verifyEvidence(given([old]), trusting({ keys, signedFrom: 2 })).outcome).toBe('unchecked');
    expect(verifyEvidence(given([old]), trusting({ keys, signedFrom: 2, openEnd: true })).outcome).toBe('holds');
  });

  test('as isolated without the evidence of its nodes is not confirmed', () => {
    const bare = toCanonicalJson({ ...(JSON.parse(old) as object), nodes: [] });
    expect(codes(verifyEvidence(given([bare]), trusting({ openEnd: true })), 'unchecked')).toEqual(['CoverageUnknown']);
  });

  test('is no way to begin a chain anew', () => {
    const anew = toCanonicalJson({ ...recordOf(chain[4]), sequence: 1, previous: null, unchained: digests[3] });
    const texts = [...chain.slice(0, 4), anew];
    const verified = verifyEvidence(given(texts), trusting({ heads: [digestOf(anew)] }));
    expect(codes(verified)).toContain('BegunAnew');
  });
});

describe('verdicts that other rules reached', () => {
  const byOthers = (verdict: Verdict) =>
    rewrite(chain, 4, (record) => ({
      ...record,
      rules: '0',
      pool: { ...record.pool, verdict },
      nodes: record.nodes.map((node) => ({ ...node, judgedUnder: { rules: '0', vmmNames: [] } })),
    }));
  const of = (texts: string[]) => verifyEvidence(given(texts), trusting({ openEnd: true }));

  test('are confirmed where these rules reach them as well', () => {
    expect(of(byOthers('suspect')).outcome).toBe('holds');
  });

  test('are not confirmed where these rules differ, and not said to be changed', () => {
    const verified = of(byOthers('isolated'));
    expect([verified.outcome, codes(verified, 'unchecked')]).toEqual(['unchecked', ['JudgedByOtherRules']]);
    expect(verified.findings[0]?.message).toContain('Recorded by rules 0, judged again by rules 1');
  });
});

describe('what a run hands on', () => {
  const archive = async (proof: ReturnType<typeof sampleProof>) => {
    const { keep, texts } = createSampleArchive();
    const digest = await keep(proof);
    return {
      record: recordOf(texts.get(digest)),
      verified: verifyEvidence(given([...texts.values()]), trusting({ heads: [digest] })),
    };
  };
  const fine = judged(nodeEvidence('n1', 1));
  const leak = judged(leakyEvidence('n2', 2));

  test('is judged the same after secrets were removed from every text', async () => {
    const { sandboxed } = fine.evidence;
    if (sandboxed?.evidence.outcome !== 'report' || !sandboxed.binding) throw new Error('The sample has a report.');
    const commandLine = `${sandboxed.evidence.report.commandLine} token=${secret} https://user:${secret}@host/?sig=abc`;
    const report = { ...sandboxed.evidence.report, commandLine, kernelBuild: `Linux ${secret}` };
    const binding = { ...sandboxed.binding, remarks: [`image from ${secret}`] };
    const telling = judged({
      ...fine.evidence,
      sandboxed: { ...sandboxed, binding, evidence: { ...sandboxed.evidence, report } },
    });
    const silent = judged({
      ...nodeEvidence('n2', 2),
      failure: { code: 'ErrImagePull', message: `Bearer ${secret} was refused` },
    });
    const { record, verified } = await archive(sampleProof('run', [telling, silent]));
    expect(JSON.stringify(record)).not.toContain(secret);
    expect(JSON.stringify(record)).toContain('removed]');
    expect(record.nodes.map(({ verdict }) => verdict.verdict)).toEqual(['isolated', 'inconclusive']);
    expect(verified).toMatchObject({ outcome: 'holds', findings: [] });
  });

  test('is made worse by a leak that is stored of a node and was lost on the way', async () => {
    const proof = sampleProof('run', [fine, leak]);
    const pool = { ...proof.news.pool, verdict: 'inconclusive' as const, reason: 'Nothing could be compared.' };
    const { record, verified } = await archive({
      ...proof,
      news: { ...proof.news, pool, basis: { coverage: null, handedOn: null } },
    });
    expect(record.pool).toMatchObject({ verdict: 'shared-kernel', reason: expect.stringContaining('n2') });
    expect(verified.outcome).toBe('holds');
  });

  test('of a run that died holds where a leak was found late on a node that it had counted', async () => {
    const { news } = sampleProof('run', [fine, judged(nodeEvidence('n2', 2))], { told: 3 });
    const { basis: _lost, ...dead } = news;
    expect(news.pool).toMatchObject({ verdict: 'inconclusive', nodesProven: 2 });
    const { record, verified } = await archive({ news: dead, nodes: [fine, leak] });
    expect([record.pool.verdict, verified.outcome]).toEqual(['shared-kernel', 'holds']);
  });

  test('of a leak that could not be stored holds by what the proofs have handed on', async () => {
    const proof = sampleProof('run', [fine], { told: 2 });
    const handedOn = { verdict: 'shared-kernel' as const, count: 1, nodeName: 'n2', reason: 'A leak.' };
    const pool = { ...proof.news.pool, verdict: 'shared-kernel' as const };
    const basis = { coverage: proof.news.basis?.coverage ?? null, handedOn };
    expect((await archive({ ...proof, news: { ...proof.news, pool, basis } })).verified.outcome).toBe('holds');
  });

  test('is worse than its nodes where nodes came later, and says so', async () => {
    const proof = sampleProof('run', [fine]);
    const pool = { ...proof.news.pool, verdict: 'inconclusive' as const, reason: 'Nodes have come since the proof.' };
    const { record, verified } = await archive({ ...proof, news: { ...proof.news, pool } });
    expect(record.basis.lowered).toBe('Nodes have come since the proof.');
    expect([verified.outcome, codes(verified, 'remark')]).toEqual(['holds', ['Lowered']]);
  });

  test.each<[string, ReturnType<typeof sampleProof>['nodes'], Verdict, number | null]>([
    ['isolated, with counts alone', [fine], 'isolated', 1],
    ['that nothing was proven', [], 'inconclusive', null],
    ['of a leak', [leak], 'shared-kernel', 1],
  ])('by a run that died holds: %s', async (_what, nodes, verdict, nodesPresent) => {
    const { news } = sampleProof('run', nodes);
    const { basis: _lost, ...dead } = news;
    const pool = { ...news.pool, verdict, nodesPresent, nodesProven: verdict === 'isolated' ? 1 : 0 };
    expect((await archive({ news: { ...dead, pool }, nodes })).verified.outcome).toBe('holds');
  });

  test('as isolated without the evidence of its nodes does not hold', async () => {
    const { news } = sampleProof('run', [fine]);
    const { basis: _lost, ...dead } = news;
    expect(codes((await archive({ news: dead, nodes: [] })).verified)).toEqual(['PoolVerdictDiffers']);
  });

  test('of two nodes of one boot id, both isolated, does not hold', async () => {
    const clone = { ...nodeEvidence('n2', 1) };
    const { verified } = await archive(sampleProof('run', [fine, judged(clone)]));
    expect(codes(verified)).toEqual(['PoolVerdictDiffers']);
  });

  test('of one node twice does not hold', async () => {
    expect(codes((await archive(sampleProof('run', [fine, fine]))).verified)).toContain('NodesRepeated');
  });

  test('of nodes that an earlier version judged is confirmed where no option made a difference', async () => {
    const { verified } = await archive(sampleProof('run', [{ ...sampleNode('n1'), ...withoutOptions(fine) }]));
    expect(verified.outcome).toBe('holds');
  });
});

function withoutOptions({ judgedUnder: _unknown, ...node }: ReturnType<typeof judged>) {
  return node;
}
