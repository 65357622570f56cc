import type { V1ResourceQuotaSpec, V1Secret } from '@kubernetes/client-node';
import { sameJson } from '../../api/json.ts';
import type { KubeObject } from '../../api/seams.ts';
import {
  eachInvalid,
  type FieldErrors,
  forbiddenField,
  invalidValue,
  required,
  tooLong,
} from '../rules/field-errors.ts';
import { configMapKey, dns1123Subdomain } from '../rules/formats.ts';
import { sortedEntries } from '../rules/labels.ts';
import { immutable, validateCoreMetadata, validateCoreMetadataUpdate } from '../rules/object-meta.ts';
import { quotaResourceName, validateAmounts } from '../rules/resources.ts';

/** The rules for ConfigMaps, Secrets, service accounts and ResourceQuotas. */

const inNamespace = { namespaced: true, name: dns1123Subdomain };
const mostBytes = 1024 * 1024;

export const validateServiceAccount = (account: KubeObject): FieldErrors => validateCoreMetadata(account, inNamespace);

export const validateServiceAccountUpdate = (next: KubeObject, old: KubeObject): FieldErrors => [
  ...validateCoreMetadataUpdate(next.metadata, old.metadata),
  ...validateServiceAccount(next),
];

const bytesOf = (values: Record<string, string>, encoding: BufferEncoding) =>
  Object.values(values).reduce((sum, value) => sum + Buffer.byteLength(value, encoding), 0);

const validateKeys = (map: Record<string, string>, field: string): FieldErrors =>
  sortedEntries(map).flatMap(([key]) => eachInvalid(`${field}[${key}]`, key, configMapKey(key)));

export function validateConfigMap(map: KubeObject): FieldErrors {
  const data: Record<string, string> = map['data'] ?? {};
  const binaryData: Record<string, string> = map['binaryData'] ?? {};
  const isTooLarge = bytesOf(data, 'utf8') + bytesOf(binaryData, 'base64') > mostBytes;
  return [
    ...validateCoreMetadata(map, inNamespace),
    ...sortedEntries(data).flatMap(([key]) => [
      ...eachInvalid(`data[${key}]`, key, configMapKey(key)),
      ...(binaryData[key] === undefined
        ? []
        : [invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData')]),
    ]),
    ...validateKeys(binaryData, 'binaryData'),
    ...(isTooLarge ? [tooLong('', mostBytes)] : []),
  ];
}

/** What was declared immutable stays so. */
function validateFrozen(next: KubeObject, old: KubeObject, fields: string[]): FieldErrors {
  if (old['immutable'] !== true) return [];
  const rule = 'field is immutable when `immutable` is set';
  return [
    ...(next['immutable'] === true ? [] : [forbiddenField('immutable', rule)]),
    ...fields
      .filter((field) => !sameJson(next[field] ?? {}, old[field] ?? {}))
      .map((field) => forbiddenField(field, rule)),
  ];
}

export const validateConfigMapUpdate = (next: KubeObject, old: KubeObject): FieldErrors => [
  ...validateCoreMetadataUpdate(next.metadata, old.metadata),
  ...validateFrozen(next, old, ['data', 'binaryData']),
  ...validateConfigMap(next),
];

const accountName = 'kubernetes.io/service-account.name';

function isJsonObject(base64: string): string | null {
  try {
    JSON.parse(Buffer.from(base64, 'base64').toString('utf8'));
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function validateDockerConfig(data: Record<string, string>, key: string): FieldErrors {
  const config = data[key];
  if (config === undefined) return [required(`data[${key}]`)];
  const wrong = isJsonObject(config);
  return wrong === null ? [] : [invalidValue(`data[${key}]`, '<secret contents redacted>', wrong)];
}

function validateSecretType({ type = 'Opaque' }: V1Secret, secret: KubeObject): FieldErrors {
  const data: Record<string, string> = secret['data'] ?? {};
  const need = (...keys: string[]) =>
    keys.filter((key) => data[key] === undefined).map((key) => required(`data[${key}]`));
  switch (type) {
    case 'kubernetes.io/service-account-token':
      return secret.metadata.annotations?.[accountName] ? [] : [required(`metadata.annotations[${accountName}]`)];
    case 'kubernetes.io/dockercfg':
      return validateDockerConfig(data, '.dockercfg');
    case 'kubernetes.io/dockerconfigjson':
      return validateDockerConfig(data, '.dockerconfigjson');
    case 'kubernetes.io/basic-auth': {
      const absent = need('username', 'password');
      return absent.length === 2 ? absent : [];
    }
    case 'kubernetes.io/ssh-auth':
      return data['ssh-privatekey'] ? [] : [required('data[ssh-privatekey]')];
    case 'kubernetes.io/tls':
      return need('tls.crt', 'tls.key');
    default:
      return [];
  }
}

export function validateSecret(secret: KubeObject): FieldErrors {
  const data: Record<string, string> = secret['data'] ?? {};
  return [
    ...validateCoreMetadata(secret, inNamespace),
    ...validateKeys(data, 'data'),
    ...(bytesOf(data, 'base64') > mostBytes ? [tooLong('data', mostBytes)] : []),
    ...validateSecretType(secret as unknown as V1Secret, secret),
  ];
}

export const validateSecretUpdate = (next: KubeObject, old: KubeObject): FieldErrors => [
  ...validateCoreMetadataUpdate(next.metadata, old.metadata),
  ...immutable('type', next['type'], old['type']),
  ...validateFrozen(next, old, ['data']),
  ...validateSecret(next),
];

const podObjects = ['pods', 'cpu', 'memory', 'ephemeral-storage'];
const podAmounts = [
  ...podObjects,
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
];
const scopeResources: Record<string, string[]> = {
  Terminating: podAmounts,
  NotTerminating: podAmounts,
  NotBestEffort: podAmounts,
  PriorityClass: podAmounts,
  CrossNamespacePodAffinity: podAmounts,
  BestEffort: ['pods'],
  VolumeAttributesClass: ['persistentvolumeclaims', 'requests.storage'],
};

function validateScopes({ hard = {}, scopes = [] }: V1ResourceQuotaSpec): FieldErrors {
  const field = 'spec.scopes';
  const amounts = Object.keys(hard)
    .filter((name) => !name.includes('/'))
    .sort();
  const both = (a: string, b: string) =>
    scopes.includes(a) && scopes.includes(b) ? [invalidValue(field, scopes, 'conflicting scopes')] : [];
  return [
    ...scopes.flatMap((scope) => [
      ...(scope in scopeResources ? [] : [invalidValue(field, scopes, 'unsupported scope')]),
      ...amounts
        .filter((name) => scope in scopeResources && !scopeResources[scope]?.includes(name))
        .map(() => invalidValue(field, scopes, 'unsupported scope applied to resource')),
    ]),
    ...both('BestEffort', 'NotBestEffort'),
    ...both('Terminating', 'NotTerminating'),
  ];
}

function validateScopeSelector({ scopeSelector }: V1ResourceQuotaSpec): FieldErrors {
  const field = 'spec.scopeSelector.matchExpressions';
  return (scopeSelector?.matchExpressions ?? []).flatMap(({ scopeName = '', operator, values = [] }) => {
    const errors: FieldErrors = [];
    if (!(scopeName in scopeResources)) errors.push(invalidValue(`${field}.scopeName`, scopeName, 'unsupported scope'));
    if (
      !['PriorityClass', 'VolumeAttributesClass'].includes(scopeName) &&
      scopeName in scopeResources &&
      operator !== 'Exists'
    )
      errors.push(
        invalidValue(
          `${field}.operator`,
          operator ?? '',
          "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
        ),
      );
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0)
        errors.push(
          required(
            `${field}.values`,
            "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
          ),
        );
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0)
        errors.push(
          invalidValue(
            `${field}.values`,
            values,
            "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
          ),
        );
    } else errors.push(invalidValue(`${field}.operator`, operator ?? '', 'not a valid selector operator'));
    return errors;
  });
}

const validateQuotaSpec = (spec: V1ResourceQuotaSpec): FieldErrors => [
  ...validateAmounts(spec.hard, 'spec.hard', quotaResourceName),
  ...validateScopes(spec),
  ...validateScopeSelector(spec),
];

export const validateResourceQuota = (quota: KubeObject): FieldErrors => [
  ...validateCoreMetadata(quota, inNamespace),
  ...validateQuotaSpec(quota['spec'] ?? {}),
];

export function validateResourceQuotaUpdate(next: KubeObject, old: KubeObject): FieldErrors {
  const scopes: string[] = next['spec']?.scopes ?? [];
  const before: string[] = old['spec']?.scopes ?? [];
  const isChanged = [...scopes].sort().join() !== [...before].sort().join();
  return [
    ...validateCoreMetadataUpdate(next.metadata, old.metadata),
    ...validateQuotaSpec(next['spec'] ?? {}),
    ...(isChanged ? [invalidValue('spec.scopes', next['spec']?.scopes ?? null, 'field is immutable')] : []),
  ];
}

export const validateResourceQuotaStatus = (next: KubeObject, old: KubeObject): FieldErrors => [
  ...validateCoreMetadataUpdate(next.metadata, old.metadata),
  ...validateAmounts(next['status']?.hard, 'status.hard', quotaResourceName),
  ...validateAmounts(next['status']?.used, 'status.used', quotaResourceName),
];
