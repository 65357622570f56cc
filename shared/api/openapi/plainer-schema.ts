import type { CreateDocumentOptions } from 'zod-openapi';
import { asRecord } from '../../plain/as-record.ts';
import { isRecord } from '../../plain/is-record.ts';

type Override = NonNullable<CreateDocumentOptions['override']>;

/**
 * Leaves out of a schema what zod adds and nobody needs to read: the largest integer of JavaScript as a limit, the
 * pattern of a format that has a name (a pattern of dates has some hundred characters, and some generators refuse it), and
 * fields that are never taken where no other field is taken either: generators would offer them, as fields of any value.
 */
export const plainer: Override = ({ jsonSchema }) => {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.format) delete jsonSchema.pattern;
  const { properties } = jsonSchema;
  if (properties && jsonSchema.additionalProperties === false)
    for (const name of Object.keys(properties)) if (isNever(properties[name])) delete properties[name];
};

function isNever(schema: unknown): boolean {
  const { not, ...rest } = asRecord(schema);
  return isRecord(not) && Object.keys({ ...not, ...rest }).length === 0;
}
