import { byteLength } from '../../api/go-text.ts';
import { sameJson } from '../../api/json.ts';
import type { KubeObject, ObjectMeta } from '../../api/seams.ts';
import {
  eachInvalid,
  type FieldErrors,
  forbiddenField,
  invalidValue,
  nonNegative,
  required,
  tooLong,
} from './field-errors.ts';
import { asPrefix, dns1123Label, type Format, labelKey } from './formats.ts';
import { validateAnnotations, validateLabels } from './labels.ts';

/** The rules of k8s.io/apimachinery/pkg/api/validation/objectmeta.go, which hold for the metadata of every kind. */

type Owner = NonNullable<ObjectMeta['ownerReferences']>[number];

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion'];

function validateOwner(
  { apiVersion = '', kind = '', name = '', uid = '' }: Partial<Owner>,
  field: string,
): FieldErrors {
  const isEvent = apiVersion === 'v1' && kind === 'Event';
  const hasVersion = apiVersion !== '' && apiVersion.split('/').length <= 2 && !apiVersion.endsWith('/');
  return [
    ...(hasVersion ? [] : [invalidValue(`${field}.apiVersion`, apiVersion, 'version must not be empty')]),
    ...(kind ? [] : [invalidValue(`${field}.kind`, '', 'must not be empty')]),
    ...(name ? [] : [invalidValue(`${field}.name`, '', 'must not be empty')]),
    ...(uid ? [] : [invalidValue(`${field}.uid`, '', 'must not be empty')]),
    ...(isEvent
      ? [invalidValue(field, { apiVersion, kind, name, uid }, '/v1, Kind=Event is disallowed from being an owner')]
      : []),
  ];
}

const shownOwner = ({ apiVersion, kind, name, uid, controller, blockOwnerDeletion }: Owner) => ({
  apiVersion,
  kind,
  name,
  uid,
  ...(controller === undefined ? {} : { controller }),
  ...(blockOwnerDeletion === undefined ? {} : { blockOwnerDeletion }),
});

function validateOwners(owners: Owner[], field: string): FieldErrors {
  let controller = '';
  return owners.flatMap((owner) => {
    const errors = validateOwner(owner, field);
    if (!owner.controller) return errors;
    const own = `${owner.kind}/${owner.name}`;
    if (controller !== '')
      errors.push(
        invalidValue(
          field,
          owners.map(shownOwner),
          `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${own}`,
        ),
      );
    else controller = own;
    return errors;
  });
}

function validateFinalizers(finalizers: string[], field: string): FieldErrors {
  const conflict = finalizers.includes('orphan') && finalizers.includes('foregroundDeletion');
  return [
    ...finalizers.flatMap((finalizer) => eachInvalid(field, finalizer, labelKey(finalizer))),
    ...(conflict
      ? [invalidValue(field, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set')]
      : []),
  ];
}

/** The rule of the core kinds: a finalizer without a domain is one of Kubernetes' own. */
export const validateCoreFinalizer = (finalizer: string, field: string): FieldErrors =>
  finalizer.includes('/') || standardFinalizers.includes(finalizer)
    ? []
    : [invalidValue(field, finalizer, 'name is neither a standard finalizer name nor is it fully qualified')];

const coreFinalizers = ({ finalizers = [] }: ObjectMeta, field: string): FieldErrors =>
  finalizers.flatMap((finalizer, index) => validateCoreFinalizer(finalizer, `${field}.finalizers[${index}]`));

export function validateFieldManager(manager: string, field: string): FieldErrors {
  const unprintable = [...manager].flatMap((character, index) =>
    /[\p{C}\p{Zl}\p{Zp}]/u.test(character)
      ? [
          invalidValue(
            field,
            manager,
            `invalid character U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} (at position ${index})`,
          ),
        ]
      : [],
  );
  return [...(byteLength(manager) > 128 ? [tooLong(field, 128)] : []), ...unprintable];
}

function validateManagedFields(entries: Record<string, unknown>[], field: string): FieldErrors {
  return entries.flatMap((entry, index) => {
    const at = `${field}[${index}]`;
    const { operation = '', fieldsType = '', manager = '' } = entry;
    return [
      ...(operation === 'Apply' || operation === 'Update'
        ? []
        : [invalidValue(`${at}.operation`, operation, 'must be `Apply` or `Update`')]),
      ...(fieldsType === '' || fieldsType === 'FieldsV1'
        ? []
        : [invalidValue(`${at}.fieldsType`, fieldsType, 'must be `FieldsV1`')]),
      ...validateFieldManager(String(manager), `${at}.manager`),
    ];
  });
}

function validateNamespace({ namespace = '' }: ObjectMeta, namespaced: boolean, field: string): FieldErrors {
  if (!namespaced) return namespace === '' ? [] : [forbiddenField(`${field}.namespace`, 'not allowed on this type')];
  if (namespace === '') return [required(`${field}.namespace`)];
  return eachInvalid(`${field}.namespace`, namespace, dns1123Label(namespace));
}

/** Validates the metadata of an object that is new, or as it would be stored by an update. */
export function validateMetadata(
  { metadata }: Pick<KubeObject, 'metadata'>,
  { namespaced, name: format }: { namespaced: boolean; name: Format },
): FieldErrors {
  const { name, generateName, generation, labels, annotations, ownerReferences = [], finalizers = [] } = metadata;
  const managed = (metadata['managedFields'] ?? []) as Record<string, unknown>[];
  return [
    ...(generateName ? eachInvalid('metadata.generateName', generateName, asPrefix(format)(generateName)) : []),
    ...(name
      ? eachInvalid('metadata.name', name, format(name))
      : [required('metadata.name', 'name or generateName is required')]),
    ...validateNamespace(metadata, namespaced, 'metadata'),
    ...nonNegative('metadata.generation', generation),
    ...validateLabels(labels, 'metadata.labels'),
    ...validateAnnotations(annotations, 'metadata.annotations'),
    ...validateOwners(ownerReferences, 'metadata.ownerReferences'),
    ...validateFinalizers(finalizers, 'metadata.finalizers'),
    ...validateManagedFields(managed, 'metadata.managedFields'),
  ];
}

/** What the core kinds check besides (k8s.io/kubernetes/pkg/apis/core/validation: ValidateObjectMeta). */
export const validateCoreMetadata = (
  object: Pick<KubeObject, 'metadata'>,
  rules: { namespaced: boolean; name: Format },
): FieldErrors => [...validateMetadata(object, rules), ...coreFinalizers(object.metadata, 'metadata')];

function newFinalizers(next: ObjectMeta, old: ObjectMeta): FieldErrors {
  if (old.deletionTimestamp === undefined) return [];
  const extra = (next.finalizers ?? []).filter((finalizer) => !old.finalizers?.includes(finalizer)).sort();
  if (extra.length === 0) return [];
  const shown = `[]string{${extra.map((one) => JSON.stringify(one)).join(', ')}}`;
  return [
    forbiddenField(
      'metadata.finalizers',
      `no new finalizers can be added if the object is being deleted, found new finalizers ${shown}`,
    ),
  ];
}

export const immutable = (field: string, next: unknown, old: unknown, shown: unknown = next): FieldErrors =>
  sameJson(next, old) ? [] : [invalidValue(field, shown, 'field is immutable')];

/** Validates the metadata of an update against the stored one. */
export function validateMetadataUpdate(next: ObjectMeta, old: ObjectMeta): FieldErrors {
  const fixed = ['deletionTimestamp', 'deletionGracePeriodSeconds'];
  return [
    ...newFinalizers(next, old),
    ...fixed.flatMap((field) => immutable(`metadata.${field}`, next[field], old[field], next[field] ?? null)),
    ...validateLabels(next.labels, 'metadata.labels'),
    ...validateAnnotations(next.annotations, 'metadata.annotations'),
    ...validateOwners(next.ownerReferences ?? [], 'metadata.ownerReferences'),
    ...validateManagedFields((next['managedFields'] ?? []) as Record<string, unknown>[], 'metadata.managedFields'),
  ];
}

export const validateCoreMetadataUpdate = (next: ObjectMeta, old: ObjectMeta): FieldErrors => [
  ...validateMetadataUpdate(next, old),
  ...coreFinalizers(next, 'metadata'),
];
