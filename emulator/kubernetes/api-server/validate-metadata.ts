import type { KubeObject } from '../seams.ts';
import type { ResourceDefinition } from './resource-definitions.ts';
import { type InvalidField, invalid } from './status-errors.ts';

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const labelText = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`;
const subdomainText = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`;
const value = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?';
const valueText = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${value}')`;
const keyPart = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const keyText = `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${keyPart}')`;
const matches = (pattern: string, text: string) => new RegExp(`^${pattern}$`).test(text);

function nameMistakes(definition: ResourceDefinition, name: string): string[] {
  const isLabel = definition.resource === 'namespaces';
  const [pattern, text, longest] = isLabel ? [label, labelText, 63] : [subdomain, subdomainText, 253];
  return [
    ...(name.length > longest ? [`must be no more than ${longest} bytes`] : []),
    ...(matches(pattern, name) ? [] : [text]),
  ];
}

function labelMistakes(labels: Record<string, unknown>): InvalidField[] {
  const field = 'metadata.labels';
  const wrong = (text: unknown, why: string): InvalidField => ({
    field,
    message: `Invalid value: ${JSON.stringify(text)}: ${why}`,
    reason: 'FieldValueInvalid',
  });
  return Object.entries(labels).flatMap(([key, text]) => {
    const name = key.slice(key.indexOf('/') + 1);
    const mistakes = matches(keyPart, name) && name.length <= 63 ? [] : [wrong(key, keyText)];
    if (typeof text === 'string' && text.length > 63) mistakes.push(wrong(text, 'must be no more than 63 bytes'));
    if (typeof text !== 'string' || !matches(value, text)) mistakes.push(wrong(text, valueText));
    return mistakes;
  });
}

/** What ObjectMeta must be (apimachinery/pkg/api/validation). Throws StatusError Invalid with every mistake. */
export function validateMetadata(definition: ResourceDefinition, object: KubeObject): void {
  const { name, generateName, labels } = object.metadata;
  const mistakes: InvalidField[] = [];
  if (!name && !generateName)
    mistakes.push({
      field: 'metadata.name',
      message: 'Required value: name or generateName is required',
      reason: 'FieldValueRequired',
    });
  if (name)
    for (const why of nameMistakes(definition, name))
      mistakes.push({
        field: 'metadata.name',
        message: `Invalid value: ${JSON.stringify(name)}: ${why}`,
        reason: 'FieldValueInvalid',
      });
  mistakes.push(...labelMistakes(labels ?? {}));
  if (mistakes.length > 0) throw invalid(definition.kind, definition.group, name ?? '', mistakes);
}
