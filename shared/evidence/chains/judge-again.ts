import { shortenProof } from '../../isolation/coverage.ts';
import type { NodeVerdict, PoolVerdict } from '../../isolation/evidence.ts';
import { doubtVerdict, findSharedBoots } from '../../isolation/find-shared-boots.ts';
import { judgeNode } from '../../isolation/judge-node.ts';
import { coverageOfVerdict, judgeFromBasis } from '../../isolation/pool-basis.ts';
import { placeOf } from '../../isolation/provable-pools.ts';
import { rulesVersion } from '../../isolation/rules-version.ts';
import { isWorse } from '../../isolation/worst-verdict.ts';
import type { RunNode } from '../../runs/run-record.ts';
import type { ProofRecord } from '../proof-record.ts';
import type { Finding, FindingCode } from './finding.ts';
import type { Unchained } from './read-record.ts';

/** The id of the check by which a node's boot id is found on another kernel, which may be one that is not in the record. */
const sharedBoot = 'boot-id-alone';

/** Judges every node of a record and its pool again, from the raw reports, and compares the verdicts with those recorded. */
export function judgeAgain(digest: string, record: ProofRecord): Finding[] {
  const { pool, basis, nodes, rules } = record;
  const judged = nodes.map((node) => ({ ...node, verdict: judgeNodeAgain(node) }));
  return [
    ...findRepeated(digest, nodes, pool.poolName),
    ...findElsewhere(digest, nodes),
    ...nodes.flatMap((node, place) => compareNode(digest, node, judged[place]?.verdict)),
    ...comparePool(digest, record, judged, rules),
    ...findDropped(digest, record),
    ...(basis.lowered !== null
      ? [found('remark', 'Lowered', digest, `It is ${pool.verdict}, worse than its nodes show: ${basis.lowered}`)]
      : []),
    ...(basis.coverageFrom === 'verdict'
      ? [
          found(
            'remark',
            'CoverageUnknown',
            digest,
            'Its run died: of the coverage nothing is known but the counts of its verdict.',
          ),
        ]
      : []),
  ];
}

/** The same of evidence of before there were chains: under which options it was judged, and its coverage, are not known. */
export function judgeUnchained(digest: string, { pools, nodes }: Unchained): Finding[] {
  const judged = nodes.map((node) => ({ ...node, verdict: judgeNodeAgain(node) }));
  return [
    ...nodes.flatMap((node, place) => compareNode(digest, node, judged[place]?.verdict)),
    ...pools.flatMap((pool) => {
      const here = judged.filter((node) => placeOf(node) === pool.poolName);
      const basis = { coverage: coverageOfVerdict(pool), handedOn: null };
      const { verdict } = judgeFromBasis(pool.poolName, here.map(shorten), basis);
      const differences = [
        ...(verdict === pool.verdict ? [] : [`its nodes, judged again, make it ${verdict}`]),
        ...(pool.verdict === 'isolated' ? findUnshown('its verdict', pool.nodesProven, here) : []),
      ];
      if (differences.length === 0) return [];
      const message = `Pool ${pool.poolName} was ${pool.verdict}; ${differences.join('; ')}, as far as evidence without coverage tells.`;
      return [found('unchecked', 'CoverageUnknown', digest, message)];
    }),
  ];
}

/**
 * The verdict of a node by its evidence alone. A doubt about its boot id rests on nodes that the record need not have; it
 * can only make a verdict worse, so it is taken as it was recorded.
 */
function judgeNodeAgain({ evidence, verdict, judgedUnder }: RunNode): NodeVerdict {
  const judged = judgeNode(evidence, { vmmNames: judgedUnder?.vmmNames ?? [] });
  const doubt = verdict.checks.find(({ id, state }) => id === sharedBoot && state === 'failed');
  return doubt ? doubtVerdict(judged, doubt.seen) : judged;
}

function compareNode(digest: string, { verdict: told, judgedUnder }: RunNode, judged?: NodeVerdict): Finding[] {
  const differences = judged ? compareVerdicts(told, judged) : [];
  if (differences.length === 0) return [];
  const message = `Node ${told.nodeName}: ${differences.join('; ')}.`;
  if (!judgedUnder)
    return [
      found(
        'unchecked',
        'OptionsUnknown',
        digest,
        `${message} An earlier version judged it, under options that it did not record.`,
      ),
    ];
  return [explained(digest, judgedUnder.rules, 'NodeVerdictDiffers', message)];
}

/** What differs of two verdicts about a node. Texts may: secrets were removed from them after they were written. */
function compareVerdicts(told: NodeVerdict, judged: NodeVerdict): string[] {
  const checks = (verdict: NodeVerdict) => verdict.checks.map(({ id, state }) => `${id} ${state}`);
  const [before, after] = [checks(told), checks(judged)];
  const others = [
    ...before.filter((check) => !after.includes(check)).map((check) => `${check} recorded and not found`),
    ...after.filter((check) => !before.includes(check)).map((check) => `${check} found and not recorded`),
  ];
  if (others.length === 0 && before.join() !== after.join()) others.push('its checks are in another order');
  return [
    ...(told.nodeName === judged.nodeName ? [] : [`its evidence is that of ${judged.nodeName}`]),
    ...(told.verdict === judged.verdict ? [] : [`recorded ${told.verdict}, judged again ${judged.verdict}`]),
    ...others.slice(0, 3),
  ];
}

function comparePool(digest: string, record: ProofRecord, judged: RunNode[], rules: string): Finding[] {
  const { pool, basis } = record;
  const { poolName } = pool;
  const expected = judgeFromBasis(poolName, judged.map(shorten), basis);
  const differences = [
    ...(isExplained(pool, expected, basis.lowered)
      ? []
      : [`recorded ${pool.verdict}, judged again ${expected.verdict}`]),
    ...(basis.coverage ? compareCounts(pool, expected) : countBeyond(pool, judged)),
    ...(pool.verdict === 'isolated' ? findDoubts(record, judged) : []),
  ];
  if (differences.length === 0) return [];
  return [explained(digest, rules, 'PoolVerdictDiffers', `Pool ${poolName}: ${differences.join('; ')}.`)];
}

/** A verdict may be worse than what nodes and coverage show, where the record says why; never better. */
function isExplained(pool: PoolVerdict, expected: PoolVerdict, lowered: string | null): boolean {
  if (lowered === null) return pool.verdict === expected.verdict;
  return isWorse(pool.verdict, expected.verdict);
}

function compareCounts(pool: PoolVerdict, expected: PoolVerdict): string[] {
  if (pool.nodesPresent === expected.nodesPresent && pool.nodesProven === expected.nodesProven) return [];
  const counts = ({ nodesProven, nodesPresent }: PoolVerdict) => `${nodesProven} of ${nodesPresent ?? '?'} nodes`;
  return [`recorded ${counts(pool)}, by its coverage ${counts(expected)}`];
}

/**
 * Without a coverage a verdict may count no more nodes than were looked at. A leak that was found late on one of them is in
 * its evidence, and not in the count.
 */
function countBeyond({ nodesProven }: PoolVerdict, judged: readonly RunNode[]): string[] {
  if (nodesProven <= judged.length) return [];
  return [`its verdict counts ${nodesProven} isolated nodes, and the evidence of ${judged.length} is here`];
}

/** What speaks against `isolated` although the coverage says so: it counts nodes that the record does not have. */
function findDoubts({ basis: { coverage } }: ProofRecord, judged: RunNode[]): string[] {
  const unseen = coverage?.unseen.count ?? 0;
  const shared = [...findSharedBoots(judged.filter(isIsolated).map(shorten), [])];
  return [
    ...findUnshown('its coverage', coverage?.isolated ?? 0, judged),
    ...(unseen > 0 ? [`its coverage has ${unseen} nodes that nobody looked at`] : []),
    ...shared.map(([name, what]) => `node ${name}: ${what}`).slice(0, 3),
  ];
}

/**
 * Nodes that the coverage counts a verdict of, and whose reports are not here. Against `isolated` they speak (`findDoubts`);
 * a worse verdict they leave without what it rests on.
 */
function findDropped(digest: string, { pool, basis: { coverage }, nodes }: ProofRecord): Finding[] {
  if (!coverage || pool.verdict === 'isolated') return [];
  const { isolated, inconclusive, worst } = coverage;
  const counted = isolated + (inconclusive?.count ?? 0) + (worst?.count ?? 0);
  if (counted <= nodes.length) return [];
  const message = `Pool ${pool.poolName}: its coverage counts ${counted} nodes with a verdict, and the evidence of ${nodes.length} is here.`;
  return [found('unchecked', 'NodesMissing', digest, message)];
}

/** That more nodes are said to be isolated than the record shows. */
function findUnshown(who: string, counted: number, judged: readonly RunNode[]): string[] {
  const shown = judged.filter(isIsolated).length;
  if (counted <= shown) return [];
  return [`${who} counts ${counted} isolated nodes, and the evidence of ${shown} is here`];
}

function isIsolated({ verdict }: RunNode): boolean {
  return verdict.verdict === 'isolated';
}

/** A node has one verdict in a run, and is in the record of its own pool. */
function findRepeated(digest: string, nodes: readonly RunNode[], poolName: string): Finding[] {
  const names = nodes.map(({ evidence }) => evidence.nodeName);
  const wrong = nodes.filter(
    (node, place) => names.indexOf(node.evidence.nodeName) !== place || placeOf(node) !== poolName,
  );
  return wrong.map(({ evidence }) =>
    found('wrong', 'NodesRepeated', digest, `Node ${evidence.nodeName} is there twice, or belongs to another pool.`),
  );
}

/**
 * Nodes whose own objects told another pool, before and after, than the one that they are filed under: of the raw reports
 * nothing else tells the pool. A label may have been changed between the list of nodes and the first look, so that nobody
 * is blamed for it.
 */
function findElsewhere(digest: string, nodes: readonly RunNode[]): Finding[] {
  return nodes.flatMap(({ poolName, evidence: { nodeName, before, after } }): Finding[] => {
    const told = [before, after].flatMap((node) => (node ? [placeOf(node)] : []));
    const place = placeOf({ poolName });
    if (told.length === 0 || told.includes(place)) return [];
    const message = `Node ${nodeName} is filed under pool ${place}, and its own object told ${told[0]}: either its label was changed meanwhile, or this is the evidence of another pool.`;
    return [found('unchecked', 'PoolInDoubt', digest, message)];
  });
}

/** Other rules may come to another verdict: then these cannot confirm it, and do not say that it was changed. */
function explained(digest: string, rules: string, code: FindingCode, message: string): Finding {
  if (rules === rulesVersion) return found('wrong', code, digest, message);
  const versions = `Recorded by rules ${rules}, judged again by rules ${rulesVersion}: a version with rules ${rules} can confirm it.`;
  return found('unchecked', 'JudgedByOtherRules', digest, `${message} ${versions}`);
}

function found(kind: Finding['kind'], code: FindingCode, digest: string, message: string): Finding {
  return { kind, code, subject: digest, message };
}

function shorten({ poolName, evidence, verdict }: RunNode) {
  return shortenProof(poolName, evidence, verdict);
}
