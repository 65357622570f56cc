import type { InvalidField } from '../../api/status-errors.ts';

/** Field errors with the texts of k8s.io/apimachinery/pkg/util/validation. */

export const required = (field: string, detail = ''): InvalidField => ({
  field,
  message: detail ? `Required value: ${detail}` : 'Required value',
  reason: 'FieldValueRequired',
});

const shown = (value: unknown) => (typeof value === 'number' ? String(value) : JSON.stringify(value));

export const invalidValue = (field: string, value: unknown, detail: string): InvalidField => ({
  field,
  message: `Invalid value: ${shown(value)}: ${detail}`,
  reason: 'FieldValueInvalid',
});

export const notSupported = (field: string, value: unknown, supported: string[]): InvalidField => ({
  field,
  message: `Unsupported value: ${shown(value)}: supported values: ${supported.map((one) => JSON.stringify(one)).join(', ')}`,
  reason: 'FieldValueNotSupported',
});

export const forbiddenField = (field: string, detail: string): InvalidField => ({
  field,
  message: `Forbidden: ${detail}`,
  reason: 'FieldValueForbidden',
});

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomainPattern = new RegExp(`^${label}(\\.${label})*$`);
const labelPattern = new RegExp(`^${label}$`);
const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

export function checkSubdomain(field: string, value: string): InvalidField[] {
  if (value.length > 253) return [invalidValue(field, value, 'must be no more than 253 bytes')];
  return subdomainPattern.test(value) ? [] : [invalidValue(field, value, subdomainRule)];
}

export function checkLabelName(field: string, value: string): InvalidField[] {
  if (value.length > 63) return [invalidValue(field, value, 'must be no more than 63 bytes')];
  return labelPattern.test(value) ? [] : [invalidValue(field, value, labelRule)];
}

const labelValueRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

export function checkLabels(field: string, labels: Record<string, unknown> | undefined): InvalidField[] {
  return Object.values(labels ?? {}).flatMap((value) => {
    const text = String(value);
    if (text.length > 63) return [invalidValue(field, text, 'must be no more than 63 bytes')];
    return /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(text)
      ? []
      : [invalidValue(field, text, labelValueRule)];
  });
}
