import { z } from 'zod';
import { formatClusterId } from '../clusters/cluster-id.ts';
import { toCanonicalJson } from '../plain/canonical-json.ts';
import { clusterSchema, verdictSchema } from './evidence-schemas.ts';

const statementType = 'https://in-toto.io/Statement/v1';
export const testResultType = 'https://in-toto.io/attestation/test-result/v0.1';
/** Our own words beside the predicate's three: extension fields are named by URIs (in-toto, "Parsing rules"). */
export const verdictField = 'https://kataproof.io/attestation/verdict/v0.1';

const judgedPool = z.object({
  poolName: z.string(),
  verdict: verdictSchema,
  nodesPresent: z.int().nullable(),
  nodesProven: z.int(),
});

const pod = z.object({ binding: z.object({ imageDigest: z.string().nullable() }).nullable().optional() });

/** What a statement tells of a record of evidence. The record holds more, and later versions of it may. */
const common = z.object({
  runId: z.string(),
  cluster: clusterSchema,
  nodes: z.array(
    z.object({
      evidence: z.object({ nodeName: z.string(), sandboxed: pod.nullable(), ordinary: pod.nullable() }),
      verdict: z.object({ verdict: verdictSchema }),
    }),
  ),
});

/** A link of a pool's chain. */
const chained = common.extend({
  pool: judgedPool,
  provenAt: z.string(),
  sequence: z.int(),
  previous: z.string().nullable(),
  rules: z.string(),
});

/** Evidence of before there were chains. */
const unchained = common.extend({ pools: z.array(judgedPool).min(1) });

const recordSchema = z.union([chained, unchained]);

type EvidenceRecord = z.output<typeof recordSchema>;

function placeOf({ provenAt, sequence, previous, rules }: z.output<typeof chained>) {
  return { provenAt, sequence, previous, rules };
}

const poolsOf = (record: EvidenceRecord) => ('pool' in record ? [record.pool] : record.pools);

const resource = z.object({
  name: z.string().optional(),
  uri: z.string().optional(),
  digest: z.record(z.string(), z.string()).optional(),
});

/** An in-toto Statement v1 with the predicate test-result v0.1. What it does not know it leaves out, as in-toto asks for. */
export const statementSchema = z.object({
  _type: z.literal(statementType),
  subject: z.array(z.object({ name: z.string().optional(), digest: z.record(z.string(), z.string()) })).min(1),
  predicateType: z.literal(testResultType),
  predicate: z.object({
    result: z.enum(['PASSED', 'WARNED', 'FAILED']),
    configuration: z.array(resource),
    passedTests: z.array(z.string()).default([]),
    warnedTests: z.array(z.string()).default([]),
    failedTests: z.array(z.string()).default([]),
  }),
});

export type Statement = z.output<typeof statementSchema>;

type Results = Pick<Statement['predicate'], 'result' | 'passedTests' | 'warnedTests' | 'failedTests'>;

/**
 * The statement about a record of evidence whose bytes have this SHA-256 (hexadecimal), as canonical JSON: one record
 * has one statement. Null for what is no record of evidence. The names of tests are `pool NAME` and `node NAME`.
 */
export function writeStatement(record: unknown, digest: string): string | null {
  const { data } = recordSchema.safeParse(record);
  if (!data) return null;
  const statement = {
    _type: statementType,
    subject: [{ name: `${digest}.json`, digest: { sha256: digest } }],
    predicateType: testResultType,
    predicate: {
      ...resultsOf(data),
      configuration: listImages(data),
      [verdictField]: {
        clusterId: formatClusterId(data.cluster),
        runId: data.runId,
        pools: poolsOf(data),
        ...('pool' in data && placeOf(data)),
      },
    },
  };
  return toCanonicalJson(statement);
}

/** Whether a statement says of the tests what the record does. False for what is no record of evidence. */
export function agreesWithRecord({ predicate }: Statement, record: unknown): boolean {
  const { data } = recordSchema.safeParse(record);
  if (!data) return false;
  const told: Results = {
    result: predicate.result,
    passedTests: predicate.passedTests,
    warnedTests: predicate.warnedTests,
    failedTests: predicate.failedTests,
  };
  return toCanonicalJson(told) === toCanonicalJson(resultsOf(data));
}

/**
 * A pool passes when its verdict is `isolated`, and in no other case: whoever reads `WARNED` lets it through, so a pool
 * that is `inconclusive` has failed. Warned are the nodes of an isolated pool that left it before they were proven.
 */
function resultsOf(record: EvidenceRecord): Results {
  const [pools, nodes] = [poolsOf(record), record.nodes];
  const isolated = pools.every((pool) => pool.verdict === 'isolated');
  const tests = [
    ...pools.map((pool) => ({ name: `pool ${pool.poolName}`, passed: pool.verdict === 'isolated' })),
    ...nodes.map(({ evidence, verdict: judged }) => ({
      name: `node ${evidence.nodeName}`,
      passed: judged.verdict === 'isolated',
    })),
  ];
  const passedTests = namesOf(tests.filter(({ passed }) => passed));
  const others = namesOf(tests.filter(({ passed }) => !passed));
  if (!isolated) return { result: 'FAILED', passedTests, warnedTests: [], failedTests: others };
  return { result: others.length > 0 ? 'WARNED' : 'PASSED', passedTests, warnedTests: others, failedTests: [] };
}

function namesOf(tests: readonly { name: string }[]): string[] {
  return tests.map(({ name }) => name).sort();
}

/** The images that ran in the pods: what the pair was made with. Without a digest there is nothing to name one by. */
function listImages({ nodes }: EvidenceRecord) {
  const digests = nodes
    .flatMap(({ evidence }) => [evidence.sandboxed, evidence.ordinary])
    .flatMap((observed) => /^sha256:([0-9a-f]{64})$/.exec(observed?.binding?.imageDigest ?? '')?.[1] ?? []);
  return [...new Set(digests)].sort().map((sha256) => ({ name: 'probe-image', digest: { sha256 } }));
}
