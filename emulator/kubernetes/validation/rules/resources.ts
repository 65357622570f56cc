import type { V1ResourceRequirements } from '@kubernetes/client-node';
import {
  canonicalAmount,
  compareQuantities,
  isWholeQuantity,
  parseExactQuantity,
} from '../../api/canonical-quantity.ts';
import {
  duplicate,
  eachInvalid,
  type FieldErrors,
  forbiddenField,
  invalidValue,
  missing,
  required,
} from './field-errors.ts';
import { labelKey } from './formats.ts';
import { sortedEntries } from './labels.ts';

/** The rules for names and amounts of resources (k8s.io/kubernetes/pkg/apis/core/{validation,helper}). */

const containerResources = ['cpu', 'memory', 'ephemeral-storage'];
const quotaObjects = [
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
];
const quotaResources = [
  ...containerResources,
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  ...quotaObjects,
];
const standardResources = [...quotaResources, 'storage'];

const isHugePage = (name: string) => name.startsWith('hugepages-');
const isPlain = (name: string) => !name.includes('/');
const isNative = (name: string) => isPlain(name) || name.includes('kubernetes.io/');
const isExtended = (name: string) =>
  !isNative(name) && !name.startsWith('requests.') && labelKey(`requests.${name}`).length === 0;
/** Only what Kubernetes itself counts can be promised twice. */
export const isOvercommitAllowed = (name: string) => isNative(name) && !isHugePage(name);
const isWholeNumber = (name: string) => quotaObjects.includes(name) || isExtended(name);

/** A rule for the name of a resource. */
export type ResourceNameRule = (name: string, field: string) => FieldErrors;

export const resourceName: ResourceNameRule = (name, field) => {
  const errors = eachInvalid(field, name, labelKey(name));
  if (errors.length > 0) return errors;
  const isStandard = standardResources.includes(name) || isHugePage(name) || name.startsWith('requests.hugepages-');
  return isPlain(name) && !isStandard
    ? [invalidValue(field, name, 'must be a standard resource type or fully qualified')]
    : [];
};

export const containerResourceName: ResourceNameRule = (name, field) => {
  const errors = resourceName(name, field);
  if (isPlain(name)) {
    if (!containerResources.includes(name) && !isHugePage(name))
      errors.push(invalidValue(field, name, 'must be a standard resource for containers'));
  } else if (!isNative(name) && !isExtended(name))
    errors.push(invalidValue(field, name, "doesn't follow extended resource name standard"));
  return errors;
};

export const quotaResourceName: ResourceNameRule = (name, field) => {
  const errors = resourceName(name, field);
  const isQuota = quotaResources.includes(name) || isHugePage(name) || name.startsWith('requests.hugepages-');
  if (isPlain(name) && !isQuota) errors.push(invalidValue(field, name, 'must be a standard resource for quota'));
  return errors;
};

export function validateAmount(name: string, amount: string, field: string): FieldErrors {
  return [
    ...(parseExactQuantity(amount).nanos < 0n
      ? [invalidValue(field, canonicalAmount(amount), 'must be greater than or equal to 0')]
      : []),
    ...(isWholeNumber(name) && !isWholeQuantity(amount)
      ? [invalidValue(field, canonicalAmount(amount), 'must be an integer')]
      : []),
  ];
}

/** Validates a map of amounts by resource. */
export const validateAmounts = (
  amounts: Record<string, string> | undefined,
  field: string,
  nameRule: ResourceNameRule,
): FieldErrors =>
  sortedEntries(amounts).flatMap(([name, amount]) => {
    const at = `${field}[${name}]`;
    return [...nameRule(name, at), ...validateAmount(name, amount, at), ...hugePageAmount(name, amount, at)];
  });

function hugePageAmount(name: string, amount: string, field: string): FieldErrors {
  if (!isHugePage(name)) return [];
  const size = name.slice('hugepages-'.length);
  try {
    const page = parseExactQuantity(size).nanos;
    const asked = parseExactQuantity(amount).nanos;
    if (page > 0n && asked >= 0n && asked % page === 0n) return [];
  } catch {
    // A page size that is no quantity divides nothing.
  }
  const shown = canonicalAmount(amount);
  return [invalidValue(field, shown, `${shown} is not positive integer multiple of ${name}`)];
}

function compareWithLimit(name: string, request: string, limit: string | undefined, field: string): FieldErrors {
  const [requests, limits] = [`${field}.requests`, `${field}.limits`];
  if (limit === undefined)
    return isOvercommitAllowed(name) ? [] : [required(limits, 'Limit must be set for non overcommitable resources')];
  const order = compareQuantities(request, limit);
  const shown = canonicalAmount(request);
  const bound = `${name} limit of ${canonicalAmount(limit)}`;
  if (order !== 0 && !isOvercommitAllowed(name)) return [invalidValue(requests, shown, `must be equal to ${bound}`)];
  return order > 0 ? [invalidValue(requests, shown, `must be less than or equal to ${bound}`)] : [];
}

function validateClaims(
  claims: NonNullable<V1ResourceRequirements['claims']>,
  podClaims: string[],
  field: string,
): FieldErrors {
  const seen = new Set<string>();
  return claims.flatMap(({ name }, index) => {
    const at = `${field}[${index}]`;
    if (!name) return [required(at)];
    const errors = seen.has(name) ? [duplicate(at, name)] : [];
    seen.add(name);
    if (podClaims.includes(name)) return errors;
    const known = podClaims.length === 0 ? ' which is empty' : `: ${[...podClaims].sort().join(', ')}`;
    return [...errors, missing(at, name, `must be one of the names in pod.spec.resourceClaims${known}`)];
  });
}

/** Validates the requests and limits of a container. `podClaims` are the names of the pod's resource claims. */
export function validateRequirements(
  requirements: V1ResourceRequirements,
  field: string,
  podClaims: string[] = [],
): FieldErrors {
  const { limits = {}, requests = {}, claims = [] } = requirements;
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  const lonelyPages = names.some(isHugePage) && !names.some((name) => name === 'cpu' || name === 'memory');
  return [
    ...validateAmounts(limits, `${field}.limits`, containerResourceName),
    ...sortedEntries(requests).flatMap(([name, amount]) => {
      const at = `${field}.requests[${name}]`;
      return [
        ...containerResourceName(name, at),
        ...validateAmount(name, amount, at),
        ...compareWithLimit(name, amount, limits[name], field),
        ...hugePageAmount(name, amount, at),
      ];
    }),
    ...(lonelyPages ? [forbiddenField(field, 'HugePages require cpu or memory')] : []),
    ...validateClaims(claims, podClaims, `${field}.claims`),
  ];
}
