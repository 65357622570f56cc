import type {
  V1EnvFromSource,
  V1EnvVar,
  V1EnvVarSource,
  V1ObjectFieldSelector,
  V1ResourceFieldSelector,
} from '@kubernetes/client-node';
import { eachInvalid, type FieldErrors, invalidValue, notSupported, required } from '../rules/field-errors.ts';
import { asPrefix, configMapKey, dns1123Subdomain, environmentName, labelKey } from '../rules/formats.ts';

/** The fields of a pod that its containers can read (core/validation: validEnvDownwardAPIFieldPathExpressions). */
const environmentFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
export const volumeFields = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];
/** The fields that have a name at all (core/pods: ConvertDownwardAPIFieldLabel). */
const knownFields = new Set([
  ...environmentFields,
  ...volumeFields,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);

const containerAmounts = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

/** Validates a reference to a field of the pod. `supported` are the fields that can be read there. */
export function validateFieldRef(ref: V1ObjectFieldSelector, supported: string[], field: string): FieldErrors {
  const { apiVersion = '', fieldPath = '' } = ref;
  if (apiVersion === '') return [required(`${field}.apiVersion`)];
  if (fieldPath === '') return [required(`${field}.fieldPath`)];
  const at = `${field}.fieldPath`;
  if (apiVersion !== 'v1')
    return [invalidValue(at, fieldPath, `error converting fieldPath: unsupported pod version: ${apiVersion}`)];
  const [, path = fieldPath, key] = /^(.*)\['(.*)'\]$/.exec(fieldPath) ?? [];
  if (key !== undefined) {
    if (path === 'metadata.annotations') return eachInvalid(field, key.toLowerCase(), labelKey(key.toLowerCase()));
    if (path === 'metadata.labels') return eachInvalid(field, key, labelKey(key));
    return [
      invalidValue(at, fieldPath, `error converting fieldPath: field label does not support subscript: ${fieldPath}`),
    ];
  }
  if (!knownFields.has(path))
    return [invalidValue(at, fieldPath, `error converting fieldPath: field label not supported: ${fieldPath}`)];
  return supported.includes(path) ? [] : [notSupported(at, path, supported)];
}

const memoryDivisors = '1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei';
const divisors: [pattern: RegExp, divisors: string, words: string][] = [
  [/^(limits|requests)\.cpu$/, '1m, 1', '1m and 1 are supported with the cpu resource'],
  [/^(limits|requests)\.memory$/, memoryDivisors, `${memoryDivisors} are supported with the memory resource`],
  [
    /^(limits|requests)\.ephemeral-storage$/,
    memoryDivisors,
    `${memoryDivisors} are supported with the local ephemeral storage resource`,
  ],
  [/^(limits|requests)\.hugepages-/, memoryDivisors, `${memoryDivisors} are supported with the hugepages resource`],
];

/** Validates a reference to a request or limit. In a volume it must name the container. */
export function validateResourceFieldRef(ref: V1ResourceFieldSelector, inVolume: boolean, field: string): FieldErrors {
  const { containerName = '', resource = '', divisor = '0' } = ref;
  const errors: FieldErrors = [];
  if (inVolume && containerName === '') errors.push(required(`${field}.containerName`));
  else if (resource === '') errors.push(required(`${field}.resource`));
  else if (!containerAmounts.includes(resource) && !/^(limits|requests)\.hugepages-/.test(resource))
    errors.push(notSupported(`${field}.resource`, resource, containerAmounts));
  const rule = divisors.find(([pattern]) => pattern.test(resource));
  if (rule && divisor !== '0' && !rule[1].split(', ').includes(divisor))
    errors.push(invalidValue(`${field}.divisor`, resource, `only divisor's values ${rule[2]}`));
  return errors;
}

function validateKeyRef({ name = '', key = '' }: { name?: string; key?: string }, field: string): FieldErrors {
  return [
    ...eachInvalid(`${field}.name`, name, dns1123Subdomain(name)),
    ...(key === '' ? [required(`${field}.key`)] : eachInvalid(`${field}.key`, key, configMapKey(key))),
  ];
}

function validateSources(source: V1EnvVarSource, field: string): FieldErrors {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = source;
  return [
    ...(fieldRef ? validateFieldRef(fieldRef, environmentFields, `${field}.fieldRef`) : []),
    ...(resourceFieldRef ? validateResourceFieldRef(resourceFieldRef, false, `${field}.resourceFieldRef`) : []),
    ...(configMapKeyRef ? validateKeyRef(configMapKeyRef, `${field}.configMapKeyRef`) : []),
    ...(secretKeyRef ? validateKeyRef(secretKeyRef, `${field}.secretKeyRef`) : []),
  ];
}

function validateValueFrom({ value, valueFrom }: V1EnvVar, field: string): FieldErrors {
  if (!valueFrom) return [];
  const errors = validateSources(valueFrom, field);
  const sources = Object.values(valueFrom).filter((source) => source !== undefined).length;
  if (sources === 0)
    errors.push(
      invalidValue(
        field,
        '',
        'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`',
      ),
    );
  else if (value) errors.push(invalidValue(field, '', 'may not be specified when `value` is not empty'));
  else if (sources > 1) errors.push(invalidValue(field, '', 'may not have more than one field specified at a time'));
  return errors;
}

export const validateEnvironment = (variables: V1EnvVar[], field: string): FieldErrors =>
  variables.flatMap((variable, index) => {
    const at = `${field}[${index}]`;
    const { name } = variable;
    return [
      ...(name ? eachInvalid(`${at}.name`, name, environmentName(name)) : [required(`${at}.name`)]),
      ...validateValueFrom(variable, `${at}.valueFrom`),
    ];
  });

const validateName = ({ name }: { name?: string }, field: string): FieldErrors =>
  name ? eachInvalid(`${field}.name`, name, asPrefix(dns1123Subdomain)(name)) : [required(`${field}.name`)];

export const validateEnvironmentSources = (sources: V1EnvFromSource[], field: string): FieldErrors =>
  sources.flatMap(({ prefix, configMapRef, secretRef }, index) => {
    const at = `${field}[${index}]`;
    const errors = [
      ...(prefix ? eachInvalid(`${at}.prefix`, prefix, environmentName(prefix)) : []),
      ...(configMapRef ? validateName(configMapRef, `${at}.configMapRef`) : []),
      ...(secretRef ? validateName(secretRef, `${at}.secretRef`) : []),
    ];
    if (!configMapRef && !secretRef)
      errors.push(invalidValue(field, '', 'must specify one of: `configMapRef` or `secretRef`'));
    else if (configMapRef && secretRef)
      errors.push(invalidValue(field, '', 'may not have more than one field specified at a time'));
    return errors;
  });
