import type { CreateDocumentOptions } from 'zod-openapi';

type Override = NonNullable<CreateDocumentOptions['override']>;

/**
 * Leaves out of a schema what zod adds and nobody needs to read: the largest integer of JavaScript as a limit, and the
 * pattern of a format that has a name (a pattern of dates has some hundred characters, and some generators refuse it).
 */
export const plainer: Override = ({ jsonSchema }) => {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.format) delete jsonSchema.pattern;
};
