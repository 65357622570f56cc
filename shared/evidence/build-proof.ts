import type { ClusterReference } from '../clusters/cluster-reference.ts';
import { shortenProof } from '../isolation/coverage.ts';
import type { PoolVerdict } from '../isolation/evidence.ts';
import { coverageOfVerdict, judgeFromBasis, type PoolBasis } from '../isolation/pool-basis.ts';
import { rulesVersion } from '../isolation/rules-version.ts';
import { isWorse } from '../isolation/worst-verdict.ts';
import { appVersion } from '../plain/app-version.ts';
import { isProvenBad } from '../runs/conclude-run.ts';
import type { RunNode } from '../runs/run-record.ts';
import { type ProofRecord, recordFormat } from './proof-record.ts';

/** What a run found out about one pool. */
export interface ProofNews {
  runId: string;
  newsId: string;
  cluster: ClusterReference;
  pool: PoolVerdict & { poolName: string };
  /** Absent where a run died, or one of an earlier version recorded its verdict. */
  basis?: PoolBasis | undefined;
  evidenceSince: string | null;
  /** ISO 8601. */
  provenAt: string;
}

/** What a record says but its place in the chain. */
export type Proof = Omit<ProofRecord, 'sequence' | 'previous' | 'unchained'>;

/**
 * Builds what is archived of a proof. A leak or a doubt that is stored of a node makes the verdict handed on worse, if that
 * one lacks it; where the verdict is worse than nodes and coverage are, the record says why.
 */
export function buildProof(news: ProofNews, nodes: RunNode[]): Proof {
  const { runId, newsId, evidenceSince, provenAt } = news;
  const { subscriptionId, resourceGroup, name } = news.cluster;
  const { poolName } = news.pool;
  const told = news.basis ? null : coverageOfVerdict(news.pool);
  const basis = news.basis ?? { coverage: told, handedOn: null };
  const short = nodes.map(({ evidence, verdict, ...node }) => shortenProof(node.poolName, evidence, verdict));
  const judged = judgeFromBasis(poolName, short, basis);
  const pool =
    isProvenBad(judged) && isWorse(judged.verdict, news.pool.verdict)
      ? { ...news.pool, verdict: judged.verdict, reason: judged.reason }
      : news.pool;
  return {
    ...{
      format: recordFormat,
      runId,
      newsId,
      cluster: { subscriptionId, resourceGroup, name },
      evidenceSince,
      provenAt,
    },
    ...{ app: appVersion, rules: rulesVersion, pool, nodes },
    basis: {
      ...basis,
      coverageFrom: basis.coverage && (told ? 'verdict' : 'look'),
      lowered: isWorse(pool.verdict, judged.verdict) ? pool.reason : null,
    },
  };
}
