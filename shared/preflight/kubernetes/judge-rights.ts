import { roleNames } from '../../clusters/role-names.ts';
import { failed, notChecked, passed, warning } from '../check-rows.ts';
import type { PreflightCheck } from '../preflight-check.ts';
import type { Reading } from '../reading.ts';
import type { ClusterRight, RightPurpose } from './cluster-rights.ts';
import { unanswered } from './open-checks.ts';
import type { ReviewedRight } from './trial-facts.ts';

const name = 'kubernetes-rights';

const lost: Record<Exclude<RightPurpose, 'proof'>, string> = {
  removal: 'the end of a namespace is looked for instead of watched',
  sweep: 'what a run that died left behind may stay',
  findings: 'the cluster is not inspected',
  preflight: 'some checks stay open',
};

/** Whether this app has every right that it uses in the cluster. `namespace` is the one that was made for it, or null. */
export function judgeRights(namespace: string | null, reading: Reading<ReviewedRight[]>): PreflightCheck {
  if (!reading.ok) return unanswered(name, reading.failure);
  const missing = reading.value.filter(({ allowed, undecided }) => !allowed && undecided === null);
  const open = reading.value.filter(({ undecided }) => undecided !== null);
  const [first] = open;
  if (first && !missing.some(({ right }) => right.purpose === 'proof'))
    return notChecked(
      name,
      `Nobody decided whether this app may ${listed(open)}: ${first.undecided}`,
      'Check again later: whoever decides in the cluster (Azure RBAC, or another webhook) gave no answer.',
    );
  if (missing.length === 0) return passed(name, `This app has the ${reading.value.length} rights that it uses.`);
  const remedy = tellRemedy(namespace, missing);
  const vital = missing.filter(({ right }) => right.purpose === 'proof');
  if (vital.length > 0) return failed(name, `Missing: ${listed(missing)}.`, remedy);
  const purposes = [...new Set(missing.map(({ right }) => right.purpose))];
  const effects = purposes.flatMap((purpose) => (purpose === 'proof' ? [] : [lost[purpose]]));
  return warning(name, `Missing: ${listed(missing)}. A proof needs none of it, but ${effects.join(', and ')}.`, remedy);
}

/** Verbs of one resource together: `get, list nodes; create jobs.batch in kataproof`. */
function listed(missing: ReviewedRight[]): string {
  const verbs = new Map<string, string[]>();
  for (const { right } of missing) verbs.set(placeOf(right), [...(verbs.get(placeOf(right)) ?? []), right.verb]);
  return [...verbs].map(([place, of]) => `${of.join(', ')} ${place}`).join('; ');
}

function placeOf({ resource, group, namespace }: ClusterRight): string {
  const kind = group === '' ? resource : `${resource}.${group}`;
  return namespace === null ? kind : `${kind} in ${namespace}`;
}

/** Which role gives what is missing. Azure's webhook names itself in its reasons; where it does not, either may decide. */
function tellRemedy(namespace: string | null, missing: ReviewedRight[]): string {
  const inAzure = missing.some(({ reason }) => /in Azure/.test(reason));
  const outside = missing.some(({ right }) => right.namespace === null);
  const inside = missing.some(({ right }) => right.namespace !== null);
  const roles = [
    ...(namespace === null ? [`${roleNames.kubernetes} at the cluster`] : []),
    ...(namespace !== null && outside ? [`${roleNames.kubernetesNodes} at the cluster`] : []),
    ...(inside ? [`${roleNames.kubernetesNamespace} at CLUSTER_ID/namespaces/${namespace}`] : []),
  ];
  const azure = `assign this app's identity the role ${roles.join(' and ')} (infra/roles); that takes up to five minutes to count`;
  const manifest = `kubectl apply -k infra/kubernetes/overlays/${namespace === null ? 'whole-cluster' : 'in-namespace'}`;
  return inAzure
    ? `Azure RBAC decides here: ${azure}.`
    : `Where Kubernetes' RBAC decides, ${manifest}; where Azure RBAC does, ${azure}.`;
}
