import type { V1LabelSelector, V1LabelSelectorRequirement } from '@kubernetes/client-node';
import { byteLength } from '../../api/go-text.ts';
import { eachInvalid, type FieldErrors, forbiddenField, invalidValue, required, tooLong } from './field-errors.ts';
import { labelKey, labelValue } from './formats.ts';

type Labels = Record<string, string>;

/** Maps have no order in Go, so an API server tells of their entries in any; here it is the order of the keys. */
export const sortedEntries = <T>(map: Record<string, T> | undefined): [string, T][] =>
  Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));

export const validateLabels = (labels: Labels | undefined, field: string): FieldErrors =>
  sortedEntries(labels).flatMap(([key, value]) => [
    ...eachInvalid(field, key, labelKey(key)),
    ...eachInvalid(field, value, labelValue(value)),
  ]);

const mostAnnotationBytes = 256 * 1024;

export function validateAnnotations(annotations: Labels | undefined, field: string): FieldErrors {
  const entries = sortedEntries(annotations);
  const bytes = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
  return [
    ...entries.flatMap(([key]) => eachInvalid(field, key, labelKey(key.toLowerCase()))),
    ...(bytes > mostAnnotationBytes ? [tooLong(field, mostAnnotationBytes)] : []),
  ];
}

function validateRequirement({ key, operator, values = [] }: V1LabelSelectorRequirement, field: string): FieldErrors {
  const errors: FieldErrors = [];
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0)
      errors.push(required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0)
      errors.push(
        forbiddenField(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
      );
  } else errors.push(invalidValue(`${field}.operator`, operator ?? '', 'not a valid selector operator'));
  return [
    ...errors,
    ...eachInvalid(`${field}.key`, key ?? '', labelKey(key ?? '')),
    ...values.flatMap((value, index) => eachInvalid(`${field}.values[${index}]`, value, labelValue(value))),
  ];
}

export const validateLabelSelector = (selector: V1LabelSelector | undefined, field: string): FieldErrors => [
  ...validateLabels(selector?.matchLabels, `${field}.matchLabels`),
  ...(selector?.matchExpressions ?? []).flatMap((expression, index) =>
    validateRequirement(expression, `${field}.matchExpressions[${index}]`),
  ),
];

/** Whether a selector of an object selects `labels`. One that is not valid selects everything, as far as errors go. */
export function selects(selector: V1LabelSelector, labels: Labels): boolean {
  const isEqual = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return (
    isEqual &&
    (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'In') return value !== undefined && values.includes(value);
      if (operator === 'NotIn') return value === undefined || !values.includes(value);
      return (value !== undefined) === (operator === 'Exists');
    })
  );
}

/** A selector as the messages show it, in the order of its Go type. */
export const shownSelector = ({ matchLabels, matchExpressions }: V1LabelSelector): unknown => ({
  ...(matchLabels ? { matchLabels: Object.fromEntries(sortedEntries(matchLabels)) } : {}),
  ...(matchExpressions
    ? {
        matchExpressions: matchExpressions.map(({ key, operator, values }) => ({
          key,
          operator,
          ...(values ? { values } : {}),
        })),
      }
    : {}),
});
