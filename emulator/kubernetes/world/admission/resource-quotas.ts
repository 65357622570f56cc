import { effectiveRequests, hasEnded, namespaceOf, specOf } from '../../api/pod-shapes.ts';
import { type Amounts, addAmounts, amountOf, formatQuantity } from '../../api/quantity.ts';
import { definitionOf } from '../../api/resource-definitions.ts';
import type { KubeObject, ObjectStore, Resource } from '../../api/seams.ts';
import { forbidden } from '../../api/status-errors.ts';

const objectCounts: Partial<Record<Resource, string[]>> = {
  jobs: ['count/jobs.batch'],
  deployments: ['count/deployments.apps'],
  replicasets: ['count/replicasets.apps'],
  daemonsets: ['count/daemonsets.apps'],
  configmaps: ['configmaps', 'count/configmaps'],
  secrets: ['secrets', 'count/secrets'],
  serviceaccounts: ['count/serviceaccounts'],
  resourcequotas: ['resourcequotas'],
};

/**
 * Returns what one object uses of a quota. A pod uses its requests and limits, with the overhead of its RuntimeClass.
 */
function takenBy(resource: Resource, object: KubeObject): Amounts {
  if (resource !== 'pods') return Object.fromEntries((objectCounts[resource] ?? []).map((name) => [name, 1]));
  const requests = effectiveRequests(specOf(object));
  const limits = effectiveRequests(specOf(object), 'limits');
  const taken: Amounts = { pods: 1, 'count/pods': 1 };
  for (const [name, amount] of Object.entries(requests)) {
    taken[`requests.${name}`] = amount;
    taken[name] = amount;
  }
  for (const [name, amount] of Object.entries(limits)) taken[`limits.${name}`] = amount;
  return taken;
}

/** Returns the used amounts of everything that a quota counts. Pods that have ended do not count. */
export function usedAmounts(quota: KubeObject, store: ObjectStore): Amounts {
  const resources = ['pods', ...Object.keys(objectCounts)] as Resource[];
  return addAmounts(
    ...resources.flatMap((resource) =>
      store
        .list(resource, namespaceOf(quota.metadata))
        .filter((object) => resource !== 'pods' || !hasEnded(object))
        .filter((object) => counts(quota, resource, object))
        .map((object) => takenBy(resource, object)),
    ),
  );
}

interface ScopeRequirement {
  scopeName: string;
  operator: string;
  values?: string[];
}

/** Whether a quota counts an object: only pods have scopes (k8s.io/kubernetes/pkg/quota/v1/evaluator/core/pods.go). */
function counts(quota: KubeObject, resource: Resource, object: KubeObject): boolean {
  const scopes: string[] = quota['spec']?.scopes ?? [];
  const selected: ScopeRequirement[] = quota['spec']?.scopeSelector?.matchExpressions ?? [];
  const all = [...scopes.map((scopeName) => ({ scopeName, operator: 'Exists' })), ...selected];
  return all.length === 0 || (resource === 'pods' && all.every((scope) => isInScope(scope, object)));
}

function isInScope({ scopeName, operator, values = [] }: ScopeRequirement, pod: KubeObject): boolean {
  const { activeDeadlineSeconds, priorityClassName = '' } = specOf(pod);
  const takes = { ...effectiveRequests({ ...specOf(pod), overhead: {} }), ...effectiveRequests(specOf(pod), 'limits') };
  const bestEffort = !takes['cpu'] && !takes['memory'];
  if (scopeName === 'Terminating') return activeDeadlineSeconds !== undefined;
  if (scopeName === 'NotTerminating') return activeDeadlineSeconds === undefined;
  if (scopeName === 'BestEffort') return bestEffort;
  if (scopeName === 'NotBestEffort') return !bestEffort;
  if (scopeName !== 'PriorityClass') return false;
  if (operator === 'Exists') return priorityClassName !== '';
  if (operator === 'DoesNotExist') return priorityClassName === '';
  return values.includes(priorityClassName) === (operator === 'In');
}

/** The ResourceQuota plugin: throws 403 for an object that needs more than the namespace has left. */
export function checkResourceQuotas(resource: Resource, object: KubeObject, store: ObjectStore): void {
  const namespace = namespaceOf(object.metadata);
  const quotas = store.list('resourcequotas', namespace).filter((quota) => counts(quota, resource, object));
  if (quotas.length === 0) return;
  const wanted = takenBy(resource, object);
  const refuse = (why: string) =>
    forbidden(definitionOf(resource), object.metadata.name || (object.metadata.generateName ?? ''), why);
  for (const quota of quotas) {
    const hard = (quota['spec']?.hard ?? {}) as Record<string, string>;
    const used = usedAmounts(quota, store);
    if (resource === 'pods') checkSpecified(quota.metadata.name, hard, object, refuse);
    const exceeded = Object.keys(hard)
      .sort()
      .filter((name) => wanted[name] && (used[name] ?? 0) + (wanted[name] ?? 0) > amountOf(hard[name]));
    if (exceeded.length === 0) continue;
    const list = (amounts: (name: string) => string) => exceeded.map((name) => `${name}=${amounts(name)}`).join(',');
    throw refuse(
      `exceeded quota: ${quota.metadata.name}, requested: ${list((name) => formatQuantity(name, wanted[name] ?? 0))}, used: ${list((name) => formatQuantity(name, used[name] ?? 0))}, limited: ${list((name) => hard[name] ?? '0')}`,
    );
  }
}

/** With a quota on requests or limits, every container must set them. */
function checkSpecified(
  quotaName: string,
  hard: Record<string, string>,
  pod: KubeObject,
  refuse: (why: string) => Error,
): void {
  const missing = Object.keys(hard)
    .sort()
    .flatMap((name) => {
      const [, kind = 'requests', resource = ''] = /^(?:(requests|limits)\.)?(cpu|memory)$/.exec(name) ?? [];
      if (!resource) return [];
      const names = specOf(pod)
        .containers.filter(({ resources }) => !resources?.[kind as 'requests' | 'limits']?.[resource])
        .map((container) => container.name);
      return names.length > 0 ? [`${name} for: ${names.join(',')}`] : [];
    });
  if (missing.length > 0) throw refuse(`failed quota: ${quotaName}: must specify ${missing.join('; ')}`);
}
