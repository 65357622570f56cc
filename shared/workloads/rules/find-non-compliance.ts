import { isKataNode, kataRuntimeClassName } from '../../isolation/kata.ts';
import { choosePods } from '../choose-pods.ts';
import type { FoundFinding, Sighting } from '../finding.ts';
import { type FindingRuleId, findingRuleIds, findingRules } from '../finding-rules.ts';
import type { SandboxPolicy } from '../sandbox-policy.ts';
import type { AzureFacts, ClusterFactsForCompliance, WorkloadFacts } from '../workload-facts.ts';
import { findClosedPools } from './find-closed-pools.ts';
import { findIdleKataNodes } from './find-idle-kata-nodes.ts';
import { findDifferingImages, findLaggingImages } from './find-lagging-images.ts';
import { findMisleadingClasses, findUpstreamClasses } from './find-misleading-classes.ts';
import { findOldClasses, findOldNodeLabels, findOldPools } from './find-old-names.ts';
import { type PodRuleId, podRules } from './pod-rules.ts';
import { sightOwners } from './sight-owners.ts';
import { toFinding } from './to-finding.ts';

type RulesOf<Source> = {
  [Rule in FindingRuleId as (typeof findingRules)[Rule]['source'] extends Source ? Rule : never]: Source extends 'azure'
    ? (facts: AzureFacts) => Sighting[]
    : (facts: WorkloadFacts, policy: SandboxPolicy) => Sighting[];
};

const azureFinders: RulesOf<'azure'> = {
  'local-accounts-enabled': findLocalAccounts,
  'old-pool-runtime': findOldPools,
  'pool-in-quarantine': findClosedPools,
};

const workloadFinders: RulesOf<'workloads'> = {
  'pod-sandbox-in-name-only': inPods('pod-sandbox-in-name-only'),
  'pod-not-sandboxed': inPods('pod-not-sandboxed'),
  'class-sandbox-in-name-only': findMisleadingClasses,
  'class-of-upstream-kata': findUpstreamClasses,
  'runtime-class-absent': findAbsentClass,
  'sandbox-conflict': inPods('sandbox-conflict'),
  'sandbox-memory-too-low': inPods('sandbox-memory-too-low'),
  'sandbox-limits-missing': inPods('sandbox-limits-missing'),
  'sandbox-host-path': inPods('sandbox-host-path'),
  'sandbox-host-network': inPods('sandbox-host-network'),
  'sandbox-host-processes': inPods('sandbox-host-processes'),
  'sandbox-privileged': inPods('sandbox-privileged'),
  'sandbox-device': inPods('sandbox-device'),
  'sandbox-sub-path': inPods('sandbox-sub-path'),
  'sandbox-user-namespace': inPods('sandbox-user-namespace'),
  'sandbox-shared-empty-dir': inPods('sandbox-shared-empty-dir'),
  'pod-on-old-class': inPods('pod-on-old-class'),
  'old-node-label': findOldNodeLabels,
  'old-runtime-class': findOldClasses,
  'node-images-differ': findDifferingImages,
  'node-image-lags': findLaggingImages,
  'kata-nodes-idle': findIdleKataNodes,
};

/** Finds everything in a cluster that somebody should know or repair, as far as the facts could be read. */
export function findNonCompliance(facts: ClusterFactsForCompliance, policy: SandboxPolicy): FoundFinding[] {
  const { azure, workloads, at } = facts;
  const inAzure = azure ? Object.entries(azureFinders).map(([rule, find]) => [rule, find(azure)] as const) : [];
  const chosen = workloads && { ...workloads, pods: choosePods(workloads.pods, at) };
  const inside = chosen
    ? Object.entries(workloadFinders).map(([rule, find]) => [rule, find(chosen, policy)] as const)
    : [];
  return [...inAzure, ...inside].flatMap(([rule, sightings]) =>
    sightings.map((sighting) => toFinding(rule as FindingRuleId, sighting)),
  );
}

/**
 * The rules that the facts allow to check. Findings of the other rules must not be resolved, because nothing is known
 * of them.
 */
export function rulesLookedFor({ azure, workloads }: ClusterFactsForCompliance): FindingRuleId[] {
  return findingRuleIds.filter((rule) => {
    if (rule === 'old-pool-runtime' || rule === 'pool-in-quarantine') return Boolean(azure?.pools);
    return (findingRules[rule].source === 'azure' ? azure : workloads) !== null;
  });
}

/** Applies a rule about single pods to all of a cluster. */
function inPods(rule: PodRuleId): (facts: WorkloadFacts, policy: SandboxPolicy) => Sighting[] {
  return ({ pods, runtimeClasses, namespaces: known }, policy) => {
    const namespaces = new Map(known.map((namespace) => [namespace.name, namespace]));
    return sightOwners(pods, (pod) => podRules[rule](pod, { runtimeClasses, namespaces, policy }));
  };
}

/** Rule `runtime-class-absent`: there are Kata nodes but no RuntimeClass for them. */
function findAbsentClass({ nodes, runtimeClasses }: WorkloadFacts): Sighting[] {
  const kataNodes = nodes.filter(isKataNode).length;
  if (kataNodes === 0 || runtimeClasses.some(({ name }) => name === kataRuntimeClassName)) return [];
  const message = `${kataNodes} Kata ${kataNodes === 1 ? 'node' : 'nodes'}, but no RuntimeClass of this name.`;
  return [{ subject: `RuntimeClass/${kataRuntimeClassName}`, message }];
}

/** Rule `local-accounts-enabled`: certificates of local accounts give access to the cluster. */
function findLocalAccounts({ localAccountsDisabled }: AzureFacts): Sighting[] {
  return localAccountsDisabled ? [] : [{ subject: 'Cluster', message: 'Local accounts are enabled.' }];
}
