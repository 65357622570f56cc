import { byteLength } from '../../api/go-text.ts';
import type { KubeObject } from '../../api/seams.ts';
import { eachInvalid, type FieldErrors, invalidValue, required } from '../rules/field-errors.ts';
import { dns1123Subdomain, labelKey } from '../rules/formats.ts';
import { immutable, validateCoreMetadata, validateCoreMetadataUpdate } from '../rules/object-meta.ts';

/** The rules of k8s.io/kubernetes/pkg/apis/core/validation/events.go. Events are in their core/v1 form here. */

const mismatch = 'does not match event.namespace';

const atMost = (value: string, characters: number, field: string): FieldErrors =>
  byteLength(value) > characters ? [invalidValue(field, '', `can have at most ${characters} characters`)] : [];

/** Text that events of today have, in so many bytes. */
const requiredText = (value: string, characters: number, field: string): FieldErrors => [
  ...(value === '' ? [required(field)] : []),
  ...atMost(value, characters, field),
];

function validateOldPlace(namespace: string, involved: string): FieldErrors {
  const agrees = involved === '' ? namespace === '' || namespace === 'default' : namespace === involved;
  return agrees ? [] : [invalidValue('involvedObject.namespace', involved, mismatch)];
}

function validateNewText(event: KubeObject, involved: string): FieldErrors {
  const text = (field: string): string => event[field] ?? '';
  const namespace = event.metadata.namespace ?? '';
  const isPlaced = involved !== '' || namespace === 'default' || namespace === 'kube-system';
  const controller = text('reportingComponent');
  return [
    ...(isPlaced ? [] : [invalidValue('involvedObject.namespace', involved, mismatch)]),
    ...(controller === '' ? [required('reportingController')] : []),
    ...eachInvalid('reportingController', controller, labelKey(controller)),
    ...requiredText(text('reportingInstance'), 128, 'reportingInstance'),
    ...requiredText(text('action'), 128, 'action'),
    ...requiredText(text('reason'), 128, 'reason'),
    ...atMost(text('message'), 1024, 'message'),
  ];
}

function validateLegacy(event: KubeObject): FieldErrors {
  const involved: string = event['involvedObject']?.namespace ?? '';
  const namespace = event.metadata.namespace ?? '';
  return [
    ...(event['eventTime'] ? validateNewText(event, involved) : validateOldPlace(namespace, involved)),
    ...eachInvalid('namespace', namespace, dns1123Subdomain(namespace)),
  ];
}

function validateSeries({ series }: KubeObject): FieldErrors {
  if (!series) return [];
  return [
    ...((series.count ?? 0) < 2 ? [invalidValue('series.count', '', 'should be at least 2')] : []),
    ...(series.lastObservedTime ? [] : [required('series.lastObservedTime')]),
  ];
}

/** Validates a new event. `strictly` is how it is done for those that come as events.k8s.io/v1. */
export function validateEvent(event: KubeObject, strictly: boolean): FieldErrors {
  if (!strictly) return validateLegacy(event);
  const { type = '', source = {} } = event;
  const unset = (field: string, isUnset: boolean) => (isUnset ? [] : [invalidValue(field, '', 'needs to be unset')]);
  return [
    ...validateLegacy(event),
    ...validateCoreMetadata(event, { namespaced: true, name: dns1123Subdomain }),
    ...validateSeries(event),
    ...(event['eventTime'] ? [] : [required('eventTime')]),
    ...(type === 'Normal' || type === 'Warning' ? [] : [invalidValue('type', '', `has invalid value: ${type}`)]),
    ...unset('firstTimestamp', !event['firstTimestamp']),
    ...unset('lastTimestamp', !event['lastTimestamp']),
    ...unset('count', !event['count']),
    ...unset('source', !source.component && !source.host),
  ];
}

const fixed: [field: string, shown?: string][] = [
  ['involvedObject'],
  ['reason'],
  ['message'],
  ['source'],
  ['firstTimestamp'],
  ['lastTimestamp'],
  ['count'],
  ['reason'],
  ['type'],
  ['eventTime'],
  ['action'],
  ['related'],
  ['reportingComponent', 'reportingController'],
  ['reportingInstance'],
];

export function validateEventUpdate(next: KubeObject, old: KubeObject, strictly: boolean): FieldErrors {
  if (!strictly) return validateLegacy(next);
  return [
    ...validateLegacy(next),
    ...validateCoreMetadataUpdate(next.metadata, old.metadata),
    ...(JSON.stringify(next['series']) === JSON.stringify(old['series']) ? [] : validateSeries(next)),
    ...fixed.flatMap(([field, shown = field]) => immutable(shown, next[field], old[field], next[field] ?? null)),
  ];
}
