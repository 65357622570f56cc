import type { Container, PodSpec } from '../../api/pod-shapes.ts';
import { parseQuantity } from '../../api/quantity.ts';
import type { InvalidField } from '../../api/status-errors.ts';
import {
  checkLabelName,
  checkSubdomain,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from './field-errors.ts';

const tolerationOperators = ['Equal', 'Exists'];
const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const pullPolicies = ['Always', 'IfNotPresent', 'Never'];

/** Finds the common mistakes in a pod spec, with the texts of k8s.io/kubernetes/pkg/apis/core/validation. */
export function validatePodSpec(spec: PodSpec, path: string, restartPolicies: string[]): InvalidField[] {
  const volumes = new Set((spec.volumes ?? []).map(({ name }) => name));
  const containers = spec.containers ?? [];
  const names = new Set<string>();
  return [
    ...(spec.volumes ?? []).flatMap(({ name }, index) => checkLabelName(`${path}.volumes[${index}].name`, name ?? '')),
    ...(containers.length === 0 ? [required(`${path}.containers`)] : []),
    ...(['containers', 'initContainers'] as const).flatMap((list) =>
      (spec[list] ?? []).flatMap((container, index) =>
        validateContainer(container, `${path}.${list}[${index}]`, volumes, names),
      ),
    ),
    ...(restartPolicies.includes(spec.restartPolicy ?? '')
      ? []
      : [notSupported(`${path}.restartPolicy`, spec.restartPolicy, restartPolicies)]),
    ...validateNumbers(spec, path),
    ...validateTolerations(spec, path),
    ...(spec.runtimeClassName === undefined ? [] : checkSubdomain(`${path}.runtimeClassName`, spec.runtimeClassName)),
    ...validateAffinity(spec, path),
  ];
}

function validateContainer(
  container: Container,
  path: string,
  volumes: Set<string>,
  names: Set<string>,
): InvalidField[] {
  const { name, image } = container;
  const problems: InvalidField[] = [];
  if (!name) problems.push(required(`${path}.name`));
  else {
    problems.push(...checkLabelName(`${path}.name`, name));
    if (names.has(name))
      problems.push({
        field: `${path}.name`,
        message: `Duplicate value: ${JSON.stringify(name)}`,
        reason: 'FieldValueInvalid',
      });
    names.add(name);
  }
  if (!image) problems.push(required(`${path}.image`));
  else if (image !== image.trim())
    problems.push(invalidValue(`${path}.image`, image, 'must not have leading or trailing whitespace'));
  if (container.imagePullPolicy && !pullPolicies.includes(container.imagePullPolicy))
    problems.push(notSupported(`${path}.imagePullPolicy`, container.imagePullPolicy, pullPolicies));
  for (const [index, { name: volume }] of (container.volumeMounts ?? []).entries())
    if (!volumes.has(volume))
      problems.push({
        field: `${path}.volumeMounts[${index}].name`,
        message: `Not found: ${JSON.stringify(volume)}`,
        reason: 'FieldValueInvalid',
      });
  return [...problems, ...validateResources(container, `${path}.resources`), ...validatePrivilege(container, path)];
}

function validatePrivilege({ securityContext }: Container, path: string): InvalidField[] {
  return securityContext?.privileged && securityContext.allowPrivilegeEscalation === false
    ? [
        invalidValue(
          `${path}.securityContext`,
          '...',
          'cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
        ),
      ]
    : [];
}

function validateResources({ resources = {} }: Container, path: string): InvalidField[] {
  const problems: InvalidField[] = [];
  for (const kind of ['limits', 'requests'] as const)
    for (const [resource, quantity] of Object.entries(resources[kind] ?? {})) {
      const amount = parseQuantity(quantity);
      if (amount === null || amount < 0)
        problems.push(invalidValue(`${path}.${kind}[${resource}]`, quantity, 'must be greater than or equal to 0'));
    }
  for (const [resource, request] of Object.entries(resources.requests ?? {})) {
    const limit = resources.limits?.[resource];
    if (limit !== undefined && (parseQuantity(request) ?? 0) > (parseQuantity(limit) ?? 0))
      problems.push(
        invalidValue(`${path}.requests`, request, `must be less than or equal to ${resource} limit of ${limit}`),
      );
  }
  return problems;
}

function validateNumbers(spec: PodSpec, path: string): InvalidField[] {
  const { activeDeadlineSeconds: deadline, terminationGracePeriodSeconds: grace = 0 } = spec;
  return [
    ...(deadline !== undefined && (deadline < 1 || deadline > 2 ** 31 - 1)
      ? [invalidValue(`${path}.activeDeadlineSeconds`, deadline, 'must be between 1 and 2147483647, inclusive')]
      : []),
    ...(grace < 0
      ? [invalidValue(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than or equal to 0')]
      : []),
  ];
}

function validateTolerations(spec: PodSpec, path: string): InvalidField[] {
  return (spec.tolerations ?? []).flatMap((toleration, index) => {
    const at = `${path}.tolerations[${index}]`;
    const { key, operator = 'Equal', value, effect } = toleration;
    if (!tolerationOperators.includes(operator)) return [notSupported(`${at}.operator`, operator, tolerationOperators)];
    if (!key && operator !== 'Exists')
      return [
        invalidValue(
          `${at}.operator`,
          operator,
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      ];
    if (operator === 'Exists' && value)
      return [invalidValue(`${at}.operator`, '...', "value must be empty when `operator` is 'Exists'")];
    if (effect && !taintEffects.includes(effect)) return [notSupported(`${at}.effect`, effect, taintEffects)];
    return [];
  });
}

const expressionOperators = ['DoesNotExist', 'Exists', 'Gt', 'In', 'Lt', 'NotIn'];

function validateAffinity(spec: PodSpec, path: string): InvalidField[] {
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const at = `${path}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
  if (terms && terms.length === 0) return [required(at, 'must have at least one node selector term')];
  return (terms ?? []).flatMap((term, index) => [
    ...(term.matchExpressions ?? []).flatMap(({ operator, values = [] }, position) => {
      const field = `${at}[${index}].matchExpressions[${position}]`;
      if (!expressionOperators.includes(operator))
        return [invalidValue(`${field}.operator`, operator, 'not a valid selector operator')];
      if (/^(In|NotIn)$/.test(operator) && values.length === 0)
        return [required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
      if (/Exist/.test(operator) && values.length > 0)
        return [
          forbiddenField(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
        ];
      return [];
    }),
    ...(term.matchFields ?? []).flatMap(({ key, operator, values = [] }, position) => {
      const field = `${at}[${index}].matchFields[${position}]`;
      if (key !== 'metadata.name') return [invalidValue(`${field}.key`, key, 'not a valid field selector key')];
      if (!/^(In|NotIn)$/.test(operator))
        return [invalidValue(`${field}.operator`, operator, 'not a valid selector operator')];
      if (values.length !== 1)
        return [
          required(
            `${field}.values`,
            "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
          ),
        ];
      return [];
    }),
  ]);
}
