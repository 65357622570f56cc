import type { V1NodeSpec, V1RuntimeClass, V1Taint } from '@kubernetes/client-node';
import type { KubeObject } from '../../api/seams.ts';
import { validateTaintEffect, validateTolerations } from '../pods/scheduling.ts';
import {
  duplicate,
  eachInvalid,
  type FieldErrors,
  forbiddenField,
  invalidValue,
  required,
} from '../rules/field-errors.ts';
import { dns1123Label, dns1123Subdomain, labelKey, labelValue } from '../rules/formats.ts';
import { sortedEntries, validateLabels } from '../rules/labels.ts';
import {
  immutable,
  validateCoreFinalizer,
  validateCoreMetadata,
  validateCoreMetadataUpdate,
  validateMetadata,
  validateMetadataUpdate,
} from '../rules/object-meta.ts';
import { validateAmount, validateRequirements } from '../rules/resources.ts';

/** The rules for namespaces, nodes and RuntimeClasses. */

const finalizersOf = (namespace: KubeObject): string[] => namespace['spec']?.finalizers ?? [];

export const validateNamespace = (namespace: KubeObject): FieldErrors => [
  ...validateCoreMetadata(namespace, { namespaced: false, name: dns1123Label }),
  ...finalizersOf(namespace).flatMap((finalizer) => [
    ...eachInvalid('spec.finalizers', finalizer, labelKey(finalizer)),
    ...validateCoreFinalizer(finalizer, 'spec.finalizers'),
  ]),
];

export const validateNamespaceUpdate = (next: KubeObject, old: KubeObject): FieldErrors =>
  validateCoreMetadataUpdate(next.metadata, old.metadata);

export const validateNamespaceFinalize = (next: KubeObject, old: KubeObject): FieldErrors => [
  ...validateCoreMetadataUpdate(next.metadata, old.metadata),
  ...finalizersOf(next).flatMap((finalizer, index) => {
    const at = `spec.finalizers[${index}]`;
    return [...eachInvalid(at, finalizer, labelKey(finalizer)), ...validateCoreFinalizer(finalizer, at)];
  }),
];

export function validateNamespaceStatus(next: KubeObject, old: KubeObject): FieldErrors {
  const phase: string = next['status']?.phase ?? '';
  const isDeleted = old.metadata.deletionTimestamp !== undefined;
  const wanted = isDeleted ? 'Terminating' : 'Active';
  const when = isDeleted ? 'is not empty' : 'is empty';
  return [
    ...validateCoreMetadataUpdate(next.metadata, old.metadata),
    ...(phase === wanted
      ? []
      : [invalidValue('status.Phase', phase, `may only be '${wanted}' if \`deletionTimestamp\` ${when}`)]),
  ];
}

function validateTaints(taints: V1Taint[]): FieldErrors {
  const seen = new Set<string>();
  return taints.flatMap(({ key = '', value = '', effect = '', timeAdded }, index) => {
    const at = `metadata.taints[${index}]`;
    const wrong = labelValue(value);
    const pair = `${key}:${effect}`;
    const isRepeated = seen.has(pair);
    seen.add(pair);
    return [
      ...eachInvalid(`${at}.key`, key, labelKey(key)),
      ...(wrong.length > 0 ? [invalidValue(`${at}.value`, value, wrong.join(';'))] : []),
      ...validateTaintEffect(effect, `${at}.effect`),
      ...(isRepeated
        ? [
            duplicate(
              at,
              { Key: key, Value: value, Effect: effect, TimeAdded: timeAdded ?? null },
              'taints must be unique by key and effect pair',
            ),
          ]
        : []),
    ];
  });
}

const validateNodeAmounts = (node: KubeObject): FieldErrors =>
  ['capacity', 'allocatable'].flatMap((kind) =>
    sortedEntries<string>(node['status']?.[kind]).flatMap(([name, amount]) =>
      validateAmount(name, amount, `status.${kind}.${name}`),
    ),
  );

const cidr = /^([0-9a-fA-F:.]+)\/(\d{1,3})$/;

export function validateNode(node: KubeObject): FieldErrors {
  const { taints = [], podCIDRs = [] }: V1NodeSpec = node['spec'] ?? {};
  return [
    ...validateCoreMetadata(node, { namespaced: false, name: dns1123Subdomain }),
    ...validateTaints(taints),
    ...validateNodeAmounts(node),
    ...podCIDRs.flatMap((range, index) =>
      cidr.test(range)
        ? []
        : [
            invalidValue(
              `spec.podCIDRs[${index}]`,
              range,
              'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
            ),
          ],
    ),
  ];
}

export function validateNodeUpdate(next: KubeObject, old: KubeObject): FieldErrors {
  const spec: V1NodeSpec = next['spec'] ?? {};
  const before: V1NodeSpec = old['spec'] ?? {};
  const fixed = (field: string, name: string) =>
    forbiddenField(`spec.${field}`, `node updates may not change ${name} except from "" to valid`);
  const ranges = before.podCIDRs ?? [];
  const isMoved = ranges.length > 0 && ranges.join() !== (spec.podCIDRs ?? []).join();
  return [
    ...validateCoreMetadataUpdate(next.metadata, old.metadata),
    ...validateNodeAmounts(next),
    ...(isMoved ? [fixed('podCIDRs', 'podCIDR')] : []),
    ...(before.providerID && before.providerID !== spec.providerID ? [fixed('providerID', 'providerID')] : []),
    ...validateTaints(spec.taints ?? []),
  ];
}

function validateScheduling({
  nodeSelector,
  tolerations = [],
}: NonNullable<V1RuntimeClass['scheduling']>): FieldErrors {
  return [
    ...validateLabels(nodeSelector, 'scheduling.nodeSelector'),
    ...validateTolerations(tolerations, 'scheduling.tolerations'),
  ];
}

export function validateRuntimeClass(runtimeClass: KubeObject): FieldErrors {
  const { handler = '', overhead, scheduling } = runtimeClass as unknown as V1RuntimeClass;
  return [
    ...validateMetadata(runtimeClass, { namespaced: false, name: dns1123Subdomain }),
    ...(handler === '' ? [required('handler')] : eachInvalid('handler', handler, dns1123Label(handler))),
    ...(overhead ? validateRequirements({ limits: overhead.podFixed ?? {} }, 'overhead') : []),
    ...(scheduling ? validateScheduling(scheduling) : []),
  ];
}

export const validateRuntimeClassUpdate = (next: KubeObject, old: KubeObject): FieldErrors => [
  ...validateMetadataUpdate(next.metadata, old.metadata),
  ...immutable('handler', next['handler'] ?? '', old['handler'] ?? ''),
];
