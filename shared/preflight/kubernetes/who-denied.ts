import { exemption } from '../../isolation/known-injectors.ts';
import { managedByLabel, managedByValue } from '../../isolation/labels.ts';
import type { TrialPlace } from './trial-facts.ts';

type Teller = (matched: string, place: string, message: string) => string;

const ours = `${managedByLabel}=${managedByValue}`;

/** What each controller of admission says when it denies, and how its owner lets our pods in. */
const tellers: [says: RegExp, tell: Teller][] = [
  [
    /violates PodSecurity "([^"]+)"/,
    (level, place) =>
      `Pod Security refused it (${level}). Our pods keep to restricted, so something adds to them what it forbids: keep that out of pods labelled ${ours}, or give ${place} the label pod-security.kubernetes.io/enforce with a wider level.`,
  ],
  [
    /"validation\.gatekeeper\.sh" denied the request: \[(azurepolicy-[^\]]+)\]/,
    (constraint, place) =>
      `Azure Policy refused it through Gatekeeper (constraint ${constraint}), perhaps as one of Deployment Safeguards. Exclude ${place}: excludedNamespaces of the policy's assignment, or az aks safeguards update --excluded-ns. Or let the policy allow what our pods are.`,
  ],
  [
    /"validation\.gatekeeper\.sh" denied the request: \[([^\]]+)\]/,
    (constraint, place) =>
      `Gatekeeper refused it (constraint ${constraint}). Exclude ${place} in spec.match.excludedNamespaces of the constraint, or let it allow what our pods are.`,
  ],
  [
    /webhook "[^"]*kyverno[^"]*" denied/,
    (_, place, message) =>
      `Kyverno refused it (policy ${policiesIn(message)}). Write a PolicyException for what is labelled ${ours} in ${place}, or let the policy allow what our pods are.`,
  ],
  [
    /ValidatingAdmissionPolicy '([^']+)'/,
    (policy, place) =>
      `The ValidatingAdmissionPolicy ${policy} refused it. Leave ${place} out of its binding (matchResources), or let it allow what our pods are.`,
  ],
  [
    /webhook "([^"]+)" denied/,
    (webhook) =>
      `The webhook ${webhook} refused it. Leave out what is labelled ${ours} (objectSelector), or let it allow what our pods are.`,
  ],
];

/** Names who of the controllers of admission denied, by his words, and says what its owner can do. */
export function whoDenied(message: string, { namespace, itself }: TrialPlace): string {
  const place = itself
    ? `namespace ${namespace}`
    : 'the namespaces of runs (kataproof-*, or the one in KATAPROOF_NAMESPACE)';
  for (const [says, tell] of tellers) {
    const match = says.exec(message);
    if (match) return tell(match[1] ?? '', place, message);
  }
  return `${exemption}, or let it allow what our pods are.`;
}

/** Kyverno names each ClusterPolicy on a line of its own, above its rules, and policies in CEL before what each says. */
function policiesIn(message: string): string {
  const above = message.split('\n').flatMap((line) => /^([\w.-]+):\s*$/.exec(line)?.[1] ?? []);
  const names = [...above, ...[...message.matchAll(/\bPolicy ([\w.-]+) (?:failed|error): /g)].map(([, name]) => name)];
  return names.slice(0, 3).join(', ') || 'unknown';
}
