import type {
  V1Affinity,
  V1LabelSelector,
  V1NodeSelector,
  V1NodeSelectorRequirement,
  V1NodeSelectorTerm,
  V1PodAffinityTerm,
  V1PodSchedulingGate,
  V1Toleration,
  V1TopologySpreadConstraint,
  V1WeightedPodAffinityTerm,
} from '@kubernetes/client-node';
import {
  duplicate,
  eachInvalid,
  type FieldErrors,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../rules/field-errors.ts';
import { dns1123Label, dns1123Subdomain, labelKey, labelValue } from '../rules/formats.ts';
import { validateLabelSelector } from '../rules/labels.ts';

const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function validateTaintEffect(effect: string | undefined, field: string): FieldErrors {
  if (!effect) return [required(field)];
  return taintEffects.includes(effect) ? [] : [notSupported(field, effect, taintEffects)];
}

export const validateTolerations = (tolerations: V1Toleration[], field: string): FieldErrors =>
  tolerations.flatMap(({ key = '', operator = '', value = '', effect = '', tolerationSeconds }, index) => {
    const at = `${field}[${index}]`;
    const errors = key === '' ? [] : eachInvalid(`${at}.key`, key, labelKey(key));
    if (key === '' && operator !== 'Exists')
      errors.push(
        invalidValue(
          `${at}.operator`,
          operator,
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    if (tolerationSeconds !== undefined && effect !== 'NoExecute')
      errors.push(invalidValue(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    if (operator === 'Equal' || operator === '') {
      const wrong = labelValue(value);
      if (wrong.length > 0) errors.push(invalidValue(`${at}.operator`, value, wrong.join(';')));
    } else if (operator === 'Exists') {
      if (value !== '')
        errors.push(invalidValue(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'"));
    } else errors.push(notSupported(`${at}.operator`, operator, ['Equal', 'Exists']));
    return [...errors, ...(effect === '' ? [] : validateTaintEffect(effect, `${at}.effect`))];
  });

function validateNodeRequirement(
  { key = '', operator, values = [] }: V1NodeSelectorRequirement,
  field: string,
  isRequired: boolean,
): FieldErrors {
  const at = `${field}.values`;
  const errors: FieldErrors = [];
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) errors.push(required(at, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      errors.push(forbiddenField(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1)
      errors.push(required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
  } else errors.push(invalidValue(`${field}.operator`, operator ?? '', 'not a valid selector operator'));
  return [
    ...errors,
    ...eachInvalid(`${field}.key`, key, labelKey(key)),
    ...(isRequired ? values.flatMap((value, index) => eachInvalid(`${at}[${index}]`, value, labelValue(value))) : []),
  ];
}

function validateNodeField({ key = '', operator, values = [] }: V1NodeSelectorRequirement, field: string): FieldErrors {
  const errors: FieldErrors = [];
  if (operator !== 'In' && operator !== 'NotIn')
    errors.push(invalidValue(`${field}.operator`, operator ?? '', 'not a valid selector operator'));
  else if (values.length !== 1)
    errors.push(
      required(`${field}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"),
    );
  if (key !== 'metadata.name') return [...errors, invalidValue(`${field}.key`, key, 'not a valid field selector key')];
  return [
    ...errors,
    ...values.flatMap((value, index) => eachInvalid(`${field}.values[${index}]`, value, dns1123Subdomain(value))),
  ];
}

const validateNodeTerm = (term: V1NodeSelectorTerm, field: string, isRequired: boolean): FieldErrors => [
  ...(term.matchExpressions ?? []).flatMap((expression, index) =>
    validateNodeRequirement(expression, `${field}.matchExpressions[${index}]`, isRequired),
  ),
  ...(term.matchFields ?? []).flatMap((expression, index) =>
    validateNodeField(expression, `${field}.matchFields[${index}]`),
  ),
];

function validateNodeSelector({ nodeSelectorTerms = [] }: Partial<V1NodeSelector>, field: string): FieldErrors {
  const at = `${field}.nodeSelectorTerms`;
  if (nodeSelectorTerms.length === 0) return [required(at, 'must have at least one node selector term')];
  return nodeSelectorTerms.flatMap((term, index) => validateNodeTerm(term, `${at}[${index}]`, true));
}

const validateWeight = (weight: number | undefined, field: string): FieldErrors =>
  weight !== undefined && weight > 0 && weight <= 100
    ? []
    : [invalidValue(`${field}.weight`, weight ?? 0, 'must be in the range 1-100')];

function validatePodTerm(term: V1PodAffinityTerm, field: string): FieldErrors {
  const { topologyKey = '' } = term;
  return [
    ...validateLabelSelector(term.labelSelector, `${field}.labelSelector`),
    ...validateLabelSelector(term.namespaceSelector, `${field}.namespaceSelector`),
    ...(term.namespaces ?? []).flatMap((name) => eachInvalid(`${field}.namespace`, name, dns1123Label(name))),
    ...validateMatchKeys(term, field),
    ...(topologyKey === '' ? [required(`${field}.topologyKey`, 'can not be empty')] : []),
    ...eachInvalid(`${field}.topologyKey`, topologyKey, labelKey(topologyKey)),
  ];
}

function validateMatchKeys(
  term: { matchLabelKeys?: string[]; mismatchLabelKeys?: string[]; labelSelector?: V1LabelSelector },
  field: string,
): FieldErrors {
  const { matchLabelKeys = [], mismatchLabelKeys = [], labelSelector } = term;
  const check = (keys: string[], name: string) => {
    const at = `${field}.${name}`;
    if (keys.length > 0 && !labelSelector)
      return [forbiddenField(at, 'must not be specified when labelSelector is not set')];
    return keys.flatMap((key, index) => eachInvalid(`${at}[${index}]`, key, labelKey(key)));
  };
  return [...check(matchLabelKeys, 'matchLabelKeys'), ...check(mismatchLabelKeys, 'mismatchLabelKeys')];
}

interface PodAffinity {
  requiredDuringSchedulingIgnoredDuringExecution?: V1PodAffinityTerm[];
  preferredDuringSchedulingIgnoredDuringExecution?: V1WeightedPodAffinityTerm[];
}

const hard = 'requiredDuringSchedulingIgnoredDuringExecution';
const soft = 'preferredDuringSchedulingIgnoredDuringExecution';

const validatePodAffinity = (affinity: PodAffinity | undefined, field: string): FieldErrors => [
  ...(affinity?.[hard] ?? []).flatMap((term, index) => validatePodTerm(term, `${field}.${hard}[${index}]`)),
  ...(affinity?.[soft] ?? []).flatMap(({ weight, podAffinityTerm }, index) => {
    const at = `${field}.${soft}[${index}]`;
    return [...validateWeight(weight, at), ...validatePodTerm(podAffinityTerm ?? {}, `${at}.podAffinityTerm`)];
  }),
];

export function validateAffinity(affinity: V1Affinity | undefined, field: string): FieldErrors {
  const node = affinity?.nodeAffinity;
  const wanted = node?.[hard];
  return [
    ...(wanted ? validateNodeSelector(wanted, `${field}.nodeAffinity.${hard}`) : []),
    ...(node?.[soft] ?? []).flatMap(({ weight, preference }, index) => {
      const at = `${field}.nodeAffinity.${soft}[${index}]`;
      return [...validateWeight(weight, at), ...validateNodeTerm(preference ?? {}, `${at}.preference`, false)];
    }),
    ...validatePodAffinity(affinity?.podAffinity, `${field}.podAffinity`),
    ...validatePodAffinity(affinity?.podAntiAffinity, `${field}.podAntiAffinity`),
  ];
}

export function validateSchedulingGates(gates: V1PodSchedulingGate[], field: string): FieldErrors {
  const seen = new Set<string>();
  return gates.flatMap(({ name = '' }, index) => {
    const at = `${field}[${index}]`;
    const repeated = seen.has(name) ? [duplicate(at, name)] : [];
    seen.add(name);
    return [...eachInvalid(at, name, labelKey(name)), ...repeated];
  });
}

const inclusionPolicies = ['Honor', 'Ignore'];

function validateSpread(constraint: V1TopologySpreadConstraint, at: string, later: V1TopologySpreadConstraint[]) {
  const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '', minDomains } = constraint;
  const actions = ['DoNotSchedule', 'ScheduleAnyway'];
  const pair = `{${topologyKey}, ${whenUnsatisfiable}}`;
  const isRepeated = later.some(
    (other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable,
  );
  const policy = (name: 'nodeAffinityPolicy' | 'nodeTaintsPolicy') => {
    const value = constraint[name];
    return value === undefined || inclusionPolicies.includes(value)
      ? []
      : [notSupported(`${at}.${name}`, value, inclusionPolicies)];
  };
  return [
    ...(maxSkew > 0 ? [] : [invalidValue(`${at}.maxSkew`, maxSkew, 'must be greater than zero')]),
    ...(topologyKey === '' ? [required(`${at}.topologyKey`, 'can not be empty')] : []),
    ...(actions.includes(whenUnsatisfiable)
      ? []
      : [notSupported(`${at}.whenUnsatisfiable`, whenUnsatisfiable, actions)]),
    ...(isRepeated ? [duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, pair)] : []),
    ...(minDomains !== undefined && minDomains <= 0
      ? [invalidValue(`${at}.minDomains`, minDomains, 'must be greater than zero')]
      : []),
    ...(minDomains !== undefined && whenUnsatisfiable !== 'DoNotSchedule'
      ? [
          invalidValue(
            `${at}.minDomains`,
            minDomains,
            `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`,
          ),
        ]
      : []),
    ...policy('nodeAffinityPolicy'),
    ...policy('nodeTaintsPolicy'),
    ...validateMatchKeys(constraint, at),
    ...validateLabelSelector(constraint.labelSelector, `${at}.labelSelector`),
  ];
}

export const validateSpreadConstraints = (constraints: V1TopologySpreadConstraint[], field: string): FieldErrors =>
  constraints.flatMap((constraint, index) =>
    validateSpread(constraint, `${field}[${index}]`, constraints.slice(index + 1)),
  );
