import type { ClusterFacts } from '../../clusters/cluster-facts.ts';
import { type NamedField, whyNotCurrent, whyNotTested } from '../../isolation/current-names.ts';
import { nameSome } from '../../plain/name-some.ts';
import type { CheckName } from '../check-outcomes.ts';
import { failed, passed, warning } from '../check-rows.ts';
import type { PreflightCheck } from '../preflight-check.ts';

/**
 * What a caller may wish for that a Kata pool can't have, or by names that are not current. A provisioning refuses such a
 * body at once; a preflight answers each wish with a row.
 */
export interface PoolWishes {
  workloadRuntime?: string | undefined;
  osSKU?: string | undefined;
  runtimeClassName?: string | undefined;
  enableFIPS?: boolean | undefined;
  /** Secure boot or a virtual TPM. */
  trustedLaunch?: boolean | undefined;
  artifactStreaming?: boolean | undefined;
  spot?: boolean | undefined;
}

/** Of a name in each field: the row that tells of it. */
const namedRows = {
  workloadRuntime: 'workload-runtime',
  osSKU: 'os-sku',
  runtimeClassName: 'runtime-class-name',
} as const satisfies Record<NamedField, CheckName>;

/**
 * Rows for the names and for what Kata pools can't have. `tested` is the RuntimeClass under test; `facts` is null where the
 * cluster is not known.
 */
export function judgeWishes(
  wishes: PoolWishes,
  tested: string,
  facts: Pick<ClusterFacts, 'pools'> | null,
): PreflightCheck[] {
  return [
    ...(Object.keys(namedRows) as NamedField[]).map((field) => judgeName(field, wishes[field], tested)),
    judgeFeature('fips', 'FIPS', wishes.enableFIPS, poolsWith(facts, 'fips')),
    judgeFeature('trusted-launch', 'Trusted Launch', wishes.trustedLaunch, poolsWith(facts, 'trustedLaunch')),
    judgeFeature(
      'artifact-streaming',
      'Artifact Streaming',
      wishes.artifactStreaming,
      poolsWith(facts, 'artifactStreaming'),
    ),
    judgeSpot(wishes.spot),
  ];
}

function judgeName(field: NamedField, value: string | undefined, tested: string): PreflightCheck {
  const name = namedRows[field];
  if (value === undefined) return passed(name, `${field} was left out, so it is the current one.`);
  const why = field === 'runtimeClassName' ? whyNotTested(value, tested) : whyNotCurrent(field, value);
  return why === null
    ? passed(name, `${field} is ${value}.`)
    : failed(name, `${field} ${why}.`, 'Use the current name.');
}

/** AKS refuses each of them with Kata (Microsoft Learn, "Considerations for Pod Sandboxing"; AKS' releases of April and June 2026). */
function judgeFeature(
  name: 'fips' | 'trusted-launch' | 'artifact-streaming',
  what: string,
  wished: boolean | undefined,
  others: string[],
): PreflightCheck {
  if (wished) return failed(name, `${what} was asked for, and AKS makes no Kata pool with it.`, 'Leave it out.');
  if (others.length === 0) return passed(name, `${what} was not asked for.`);
  return warning(
    name,
    `The cluster has ${what} in ${nameSome(others)}, and no Kata pool can have it.`,
    'Make sure that nothing demands it of every pool, such as a policy or a standard of yours.',
  );
}

/** Azure takes spot nodes away at any time, with the pods of a proof. */
function judgeSpot(wished: boolean | undefined): PreflightCheck {
  if (!wished) return passed('spot', 'Spot priority was not asked for.');
  return failed(
    'spot',
    'Spot priority was asked for, and this app makes no such pool.',
    'Leave it out: what Azure may take away at any time is not proven for long.',
  );
}

function poolsWith(facts: Pick<ClusterFacts, 'pools'> | null, feature: 'fips' | 'trustedLaunch' | 'artifactStreaming') {
  return (facts?.pools ?? []).filter(({ features }) => features?.[feature]).map((pool) => pool.name);
}
