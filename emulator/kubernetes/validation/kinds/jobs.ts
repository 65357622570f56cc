import type {
  V1JobSpec,
  V1LabelSelector,
  V1PodFailurePolicyOnExitCodesRequirement,
  V1PodFailurePolicyRule,
} from '@kubernetes/client-node';
import { byteLength, goQuote } from '../../api/go-text.ts';
import { generateSelector, jobLabels } from '../../api/job-selector.ts';
import { sameJson } from '../../api/json.ts';
import type { KubeObject } from '../../api/seams.ts';
import { validatePodTemplate } from '../pods/pod.ts';
import {
  eachInvalid,
  type FieldErrors,
  invalidHidden,
  invalidValue,
  nonNegative,
  notSupported,
  required,
  tooLong,
  tooMany,
} from '../rules/field-errors.ts';
import { dns1123Label, dns1123Subdomain, labelKey } from '../rules/formats.ts';
import { internalTemplate } from '../rules/internal-types.ts';
import { selects, shownSelector, sortedEntries, validateLabelSelector } from '../rules/labels.ts';
import { immutable, validateCoreMetadata, validateCoreMetadataUpdate } from '../rules/object-meta.ts';

/** The rules of k8s.io/kubernetes/pkg/apis/batch/validation. */

const most = 100_000;
const mostParallel = 10_000;

const templateLabels = (spec: V1JobSpec): Record<string, string> => spec.template?.metadata?.labels ?? {};
const shownLabels = (spec: V1JobSpec) => {
  const labels = spec.template?.metadata?.labels;
  return labels ? Object.fromEntries(sortedEntries(labels)) : null;
};

/** A selector that the Job did not ask to set itself must be the generated one. */
function validateGeneratedSelector(job: KubeObject): FieldErrors {
  const spec: V1JobSpec = job['spec'];
  if (spec.manualSelector || !spec.selector) return [];
  const expected = jobLabels(job);
  const labels = templateLabels(spec);
  const order = ['controller-uid', 'job-name', 'batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name'];
  const wrong = order.flatMap((key) => {
    const field = `spec.template.metadata.labels[${key}]`;
    const rule = `must be '${expected[key]}'`;
    if (labels[key] === undefined) return [required(field, rule)];
    return labels[key] === expected[key] ? [] : [invalidValue(field, shownLabels(spec), rule)];
  });
  return [
    ...wrong,
    ...(selects(spec.selector, expected)
      ? []
      : [invalidValue('spec.selector', shownSelector(spec.selector), '`selector` not auto-generated')]),
  ];
}

function validateManagedBy(name: string | undefined): FieldErrors {
  const field = 'spec.managedBy';
  if (name === undefined) return [];
  if (name === '') return [required(field)];
  const [, host = '', path = ''] = /^([^/]*)\/(.*)$/.exec(name) ?? [];
  const errors =
    host === '' || path === ''
      ? [invalidValue(field, name, 'must be a domain-prefixed path (such as "acme.io/foo")')]
      : eachInvalid(field, host, dns1123Subdomain(host));
  const httpPath = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
  if (path !== '' && !new RegExp(`^${httpPath}$`).test(path))
    errors.push(invalidValue(field, path, `Invalid path (regex used for validation is '${httpPath}')`));
  if (byteLength(name) > 63) errors.push(tooLong(field, 63));
  return errors;
}

function validateIndexed(spec: V1JobSpec): FieldErrors {
  const { completions, parallelism = 1, maxFailedIndexes: failed, backoffLimitPerIndex: perIndex } = spec;
  const atMost = (field: string, value: number, bound: number, when: string) =>
    value > bound ? [invalidValue(`spec.${field}`, value, `must be less than or equal to ${bound}${when}`)] : [];
  const high = ` when completions are above ${most} and used with backoff limit per index`;
  const isHigh = completions !== undefined && completions > most && perIndex !== undefined;
  return [
    ...(completions === undefined ? [required('spec.completions', 'when completion mode is Indexed')] : []),
    ...atMost('parallelism', parallelism, most, ' when completion mode is Indexed'),
    ...(completions !== undefined && failed !== undefined && failed > completions
      ? [invalidValue('spec.maxFailedIndexes', failed, 'must be less than or equal to completions')]
      : []),
    ...(failed === undefined ? [] : atMost('maxFailedIndexes', failed, most, '')),
    ...(isHigh && failed === undefined
      ? [required('spec.maxFailedIndexes', `must be specified when completions is above ${most}`)]
      : []),
    ...(isHigh ? atMost('parallelism', parallelism, mostParallel, high) : []),
    ...(isHigh && failed !== undefined ? atMost('maxFailedIndexes', failed, mostParallel, high) : []),
  ];
}

function validateCompletionMode(spec: V1JobSpec): FieldErrors {
  const { completionMode = 'NonIndexed', backoffLimitPerIndex, maxFailedIndexes } = spec;
  const modes = ['NonIndexed', 'Indexed'];
  if (!modes.includes(completionMode)) return [notSupported('spec.completionMode', completionMode, modes)];
  if (completionMode === 'Indexed') return validateIndexed(spec);
  const onlyIndexed = (field: string, value: number | undefined) =>
    value === undefined ? [] : [invalidValue(`spec.${field}`, value, 'requires indexed completion mode')];
  return [
    ...onlyIndexed('backoffLimitPerIndex', backoffLimitPerIndex),
    ...onlyIndexed('maxFailedIndexes', maxFailedIndexes),
  ];
}

const listed = (values: string[]) => `valid values: [${values.map(goQuote).join(' ')}]`;

/** An enumerated field of a failure policy, whose error lists the values in another way. */
function oneOf(value: string | undefined, supported: string[], field: string): FieldErrors {
  if (!value) return [required(field, listed(supported))];
  return supported.includes(value) ? [] : [notSupported(field, value, supported)];
}

function validateExitCodes(
  codes: V1PodFailurePolicyOnExitCodesRequirement,
  containers: string[],
  field: string,
): FieldErrors {
  const { operator, containerName, values = [] } = codes;
  const at = `${field}.values`;
  const seen = new Set<number>();
  const isOrdered = values.every((value, index) => index === 0 || (values[index - 1] ?? 0) <= value);
  return [
    ...oneOf(operator, ['In', 'NotIn'], `${field}.operator`),
    ...(containerName !== undefined && !containers.includes(containerName)
      ? [
          invalidValue(
            `${field}.containerName`,
            containerName,
            'must be one of the container or initContainer names in the pod template',
          ),
        ]
      : []),
    ...(values.length === 0 ? [invalidValue(at, codes.values ?? null, 'at least one value is required')] : []),
    ...(values.length > 255 ? [tooMany(at, values.length, 255)] : []),
    ...values.flatMap((value, index) => {
      const isRepeated = seen.has(value);
      seen.add(value);
      return [
        ...(operator === 'In' && value === 0
          ? [invalidValue(`${at}[${index}]`, value, 'must not be 0 for the In operator')]
          : []),
        ...(isRepeated
          ? [{ field: `${at}[${index}]`, message: `Duplicate value: ${value}`, reason: 'FieldValueDuplicate' as const }]
          : []),
      ];
    }),
    ...(isOrdered ? [] : [invalidValue(at, values, 'must be ordered')]),
  ];
}

function validateFailureRule(rule: V1PodFailurePolicyRule, spec: V1JobSpec, field: string): FieldErrors {
  const { action, onExitCodes, onPodConditions = [] } = rule;
  const { containers = [], initContainers = [] } = spec.template?.spec ?? { containers: [] };
  const names = [...containers, ...initContainers].map(({ name }) => name);
  const needsLimit = action === 'FailIndex' && spec.backoffLimitPerIndex === undefined;
  return [
    ...(needsLimit
      ? [invalidValue(`${field}.action`, action, 'requires the backoffLimitPerIndex to be set')]
      : oneOf(action, ['Count', 'FailIndex', 'FailJob', 'Ignore'], `${field}.action`)),
    ...(onExitCodes ? validateExitCodes(onExitCodes, names, `${field}.onExitCodes`) : []),
    ...(onPodConditions.length > 20 ? [tooMany(`${field}.onPodConditions`, onPodConditions.length, 20)] : []),
    ...onPodConditions.flatMap(({ type = '', status }, index) => {
      const at = `${field}.onPodConditions[${index}]`;
      return [
        ...eachInvalid(`${at}.type`, type, labelKey(type)),
        ...oneOf(status, ['False', 'True', 'Unknown'], `${at}.status`),
      ];
    }),
    ...(onExitCodes && onPodConditions.length > 0
      ? [invalidHidden(field, 'specifying both OnExitCodes and OnPodConditions is not supported')]
      : []),
    ...(!onExitCodes && onPodConditions.length === 0
      ? [invalidHidden(field, 'specifying one of OnExitCodes and OnPodConditions is required')]
      : []),
  ];
}

function validatePolicies(spec: V1JobSpec): FieldErrors {
  const { podFailurePolicy, successPolicy, podReplacementPolicy } = spec;
  const rules = podFailurePolicy?.rules ?? [];
  const field = 'spec.podFailurePolicy.rules';
  const replacements = podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  return [
    ...(rules.length > 20 ? [tooMany(field, rules.length, 20)] : []),
    ...rules.flatMap((rule, index) => validateFailureRule(rule, spec, `${field}[${index}]`)),
    ...(successPolicy && spec.completionMode !== 'Indexed'
      ? [invalidValue('spec.successPolicy', successPolicy, 'requires indexed completion mode')]
      : []),
    ...(successPolicy && spec.completionMode === 'Indexed' && !successPolicy.rules?.length
      ? [
          required(
            'spec.successPolicy.rules',
            'at least one rules must be specified when the successPolicy is specified',
          ),
        ]
      : []),
    ...(podReplacementPolicy !== undefined && !replacements.includes(podReplacementPolicy)
      ? [notSupported('spec.podReplacementPolicy', podReplacementPolicy, replacements)]
      : []),
  ];
}

function validateRestartPolicy(spec: V1JobSpec): FieldErrors {
  const policy = spec.template?.spec?.restartPolicy ?? '';
  const field = 'spec.template.spec.restartPolicy';
  const supported = ['OnFailure', 'Never'];
  if (policy === 'Always' || policy === '')
    return [required(field, `valid values: ${supported.map(goQuote).join(', ')}`)];
  if (!supported.includes(policy)) return [notSupported(field, policy, supported)];
  return spec.podFailurePolicy && policy !== 'Never'
    ? [invalidValue(field, policy, 'only "Never" is supported when podFailurePolicy is specified')]
    : [];
}

const counts = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;

function validateSpec(spec: V1JobSpec): FieldErrors {
  const { selector, maxFailedIndexes, backoffLimitPerIndex } = spec;
  const isSelected = selector !== undefined && selects(selector, templateLabels(spec));
  return [
    ...counts.flatMap((count) => nonNegative(`spec.${count}`, spec[count])),
    ...(maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined
      ? [required('spec.backoffLimitPerIndex', 'when maxFailedIndexes is specified')]
      : []),
    ...validateManagedBy(spec.managedBy),
    ...validateCompletionMode(spec),
    ...validatePolicies(spec),
    ...validatePodTemplate(spec.template ?? {}, 'spec.template'),
    ...validateRestartPolicy(spec),
    ...(selector ? validateLabelSelector(selector, 'spec.selector') : [required('spec.selector')]),
    ...(isSelected || !isUsable(selector)
      ? []
      : [
          invalidValue(
            'spec.template.metadata.labels',
            shownLabels(spec),
            '`selector` does not match template `labels`',
          ),
        ]),
  ];
}

/** Only a selector that is valid, or none at all, is compared with the labels. */
const isUsable = (selector: V1LabelSelector | undefined): boolean =>
  selector === undefined || validateLabelSelector(selector, '').length === 0;

/** The pods of an indexed Job get its name and their index as host names. */
function validateHostname(job: KubeObject): FieldErrors {
  const { completionMode, completions = 0 }: V1JobSpec = job['spec'];
  if (completionMode !== 'Indexed' || completions <= 0) return [];
  const longest = `${job.metadata.name}-${completions - 1}`;
  return dns1123Label(longest).length === 0
    ? []
    : [
        invalidValue(
          'metadata.name',
          job.metadata.name,
          `will not able to create pod with invalid DNS label: ${longest}`,
        ),
      ];
}

/** Validates a new Job as it is with its generated selector. Its uid may be any. */
export function validateJob(job: KubeObject): FieldErrors {
  const whole = structuredClone(job);
  whole.metadata.uid ??= crypto.randomUUID();
  generateSelector(whole);
  return [
    ...validateCoreMetadata(whole, { namespaced: true, name: dns1123Subdomain }),
    ...validateGeneratedSelector(whole),
    ...validateSpec(whole['spec']),
    ...validateHostname(whole),
  ];
}

function validateCompletions(next: V1JobSpec, old: V1JobSpec): FieldErrors {
  if (next.completionMode !== 'Indexed')
    return immutable('spec.completions', next.completions, old.completions, next.completions ?? null);
  if (next.completions === old.completions || next.completions === next.parallelism) return [];
  return [invalidValue('spec.completions', next.completions, 'can only be modified in tandem with spec.parallelism')];
}

/** A Job that has not begun may still change where its pods run. */
function templateBefore(next: V1JobSpec, job: KubeObject): V1JobSpec['template'] {
  const old: V1JobSpec = job['spec'];
  const hasBegun = job['status']?.startTime !== undefined;
  if (!old.suspend || hasBegun) return old.template;
  const before = structuredClone(old.template);
  const { spec, metadata } = next.template;
  if (!before.spec || !spec) return before;
  const moved = { ...before.spec } as Record<string, unknown>;
  for (const field of ['nodeSelector', 'tolerations', 'schedulingGates', 'affinity'] as const)
    if (spec[field] === undefined) delete moved[field];
    else moved[field] = spec[field];
  return { ...(metadata ? { metadata } : {}), spec: moved as unknown as NonNullable<typeof spec> };
}

export function validateJobUpdate(next: KubeObject, old: KubeObject): FieldErrors {
  const spec: V1JobSpec = next['spec'] ?? {};
  const before: V1JobSpec = old['spec'] ?? {};
  const { selector } = spec;
  const same = sameJson(spec.template, templateBefore(spec, old));
  const fixed = ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'] as const;
  return [
    ...validateCoreMetadataUpdate(next.metadata, old.metadata),
    ...validateSpec(spec),
    ...validateCompletions(spec, before),
    ...immutable('spec.selector', selector, before.selector, selector ? shownSelector(selector) : null),
    ...(same ? [] : [invalidValue('spec.template', internalTemplate(spec.template ?? {}), 'field is immutable')]),
    ...fixed.flatMap((field) => immutable(`spec.${field}`, spec[field], before[field], spec[field] ?? null)),
  ];
}
