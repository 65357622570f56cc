import type { V1LimitRangeItem } from '@kubernetes/client-node';
import { canonicalAmount, compareQuantities } from '../../api/canonical-quantity.ts';
import type { KubeObject } from '../../api/seams.ts';
import {
  duplicate,
  eachInvalid,
  type FieldErrors,
  forbiddenField,
  invalidValue,
  required,
} from '../rules/field-errors.ts';
import { dns1123Subdomain, labelKey } from '../rules/formats.ts';
import { sortedEntries } from '../rules/labels.ts';
import { validateCoreMetadata } from '../rules/object-meta.ts';
import { containerResourceName, isOvercommitAllowed, resourceName } from '../rules/resources.ts';

type Amounts = Record<string, string>;

function validateType(type: string, field: string): FieldErrors {
  const errors = eachInvalid(field, type, labelKey(type));
  if (errors.length > 0 || type.includes('/')) return errors;
  return ['Pod', 'Container', 'PersistentVolumeClaim'].includes(type)
    ? []
    : [invalidValue(field, type, 'must be a standard limit type or fully qualified')];
}

/** Compares the amounts of one resource with one another. */
function validateOrder(item: V1LimitRangeItem, name: string, field: string): FieldErrors {
  const of = (amounts: Amounts | undefined) => amounts?.[name];
  const [least, most] = [of(item.min), of(item.max)];
  const [given, asked] = item.type === 'Pod' ? [] : [of(item._default), of(item.defaultRequest)];
  const ratio = of(item.maxLimitRequestRatio);
  const errors: FieldErrors = [];
  const ordered = (
    low: string | undefined,
    high: string | undefined,
    list: string,
    shown: string | undefined,
    rule: (low: string, high: string) => string,
  ) => {
    if (low === undefined || high === undefined || compareQuantities(low, high) <= 0) return;
    const [a, b] = [canonicalAmount(low), canonicalAmount(high)];
    errors.push(invalidValue(`${field}.${list}[${name}]`, canonicalAmount(shown ?? ''), rule(a, b)));
  };
  ordered(least, most, 'min', least, (a, b) => `min value ${a} is greater than max value ${b}`);
  ordered(least, asked, 'defaultRequest', asked, (a, b) => `min value ${a} is greater than default request value ${b}`);
  ordered(asked, most, 'defaultRequest', asked, (a, b) => `default request value ${a} is greater than max value ${b}`);
  ordered(
    asked,
    given,
    'defaultRequest',
    asked,
    (a, b) => `default request value ${a} is greater than default limit value ${b}`,
  );
  ordered(least, given, 'default', least, (a, b) => `min value ${a} is greater than default value ${b}`);
  ordered(given, most, 'default', most, (a, b) => `default value ${a} is greater than max value ${b}`);
  if (ratio !== undefined && compareQuantities(ratio, '1') < 0)
    errors.push(
      invalidValue(
        `${field}.maxLimitRequestRatio[${name}]`,
        canonicalAmount(ratio),
        `ratio ${canonicalAmount(ratio)} is less than 1`,
      ),
    );
  if (!isOvercommitAllowed(name) && given !== undefined && asked !== undefined && compareQuantities(given, asked) !== 0)
    errors.push(
      invalidValue(
        `${field}.defaultRequest[${name}]`,
        canonicalAmount(asked),
        `default value ${canonicalAmount(given)} must equal to defaultRequest value ${canonicalAmount(asked)} in ${name}`,
      ),
    );
  return errors;
}

function validateItem(item: V1LimitRangeItem, field: string): FieldErrors {
  const rule = item.type === 'Pod' || item.type === 'Container' ? containerResourceName : resourceName;
  const lists: [string, Amounts | undefined][] = [
    ['max', item.max],
    ['min', item.min],
    ['default', item._default],
    ['defaultRequest', item.defaultRequest],
    ['maxLimitRequestRatio', item.maxLimitRequestRatio],
  ];
  const isDefault = (list: string) => list === 'default' || list === 'defaultRequest';
  const errors = lists.flatMap(([list, amounts]) => {
    if (item.type === 'Pod' && isDefault(list))
      return Object.keys(amounts ?? {}).length > 0
        ? [forbiddenField(`${field}.${list}`, "may not be specified when `type` is 'Pod'")]
        : [];
    return sortedEntries(amounts).flatMap(([name]) => rule(name, `${field}.${list}[${name}]`));
  });
  if (item.type === 'PersistentVolumeClaim' && !item.min?.['storage'] && !item.max?.['storage'])
    errors.push(
      required(`${field}.limits`, 'either minimum or maximum storage value is required, but neither was provided'),
    );
  const names = new Set(lists.flatMap(([, amounts]) => Object.keys(amounts ?? {})));
  return [...errors, ...[...names].sort().flatMap((name) => validateOrder(item, name, field))];
}

/** Validates a LimitRange, new or changed (core/validation: ValidateLimitRange). */
export function validateLimitRange(range: KubeObject): FieldErrors {
  const types = new Set<string>();
  const items: Record<string, unknown>[] = range['spec']?.limits ?? [];
  return [
    ...validateCoreMetadata(range, { namespaced: true, name: dns1123Subdomain }),
    ...items.flatMap((stored, index) => {
      const at = `spec.limits[${index}]`;
      const item = { ...stored, _default: stored['default'] } as unknown as V1LimitRangeItem;
      const type = item.type ?? '';
      const repeated = types.has(type) ? [duplicate(`${at}.type`, type)] : [];
      types.add(type);
      return [...validateType(type, `${at}.type`), ...repeated, ...validateItem(item, at)];
    }),
  ];
}
