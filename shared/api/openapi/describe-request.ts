import { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { apiVersions } from '../api-versions.ts';
import type { Operation } from '../operation.ts';

const versionQuery = z.object({
  'api-version': z.enum(apiVersions).optional().meta({
    description: 'The version of the API that the request means. The newest when left out.',
  }),
});

/** What an operation takes, for the document. */
export function describeRequest(operation: Operation): Partial<ZodOpenApiOperationObject> {
  const { params, query, headers } = operation;
  return {
    requestParams: {
      ...(params && { path: params }),
      query: query ? versionQuery.extend(query.shape) : versionQuery,
      ...(headers && { header: headers }),
    },
    ...describeBody(operation),
  };
}

/** A text in JSON is an object on the wire: a schema of a string would mean one in quotes. */
const jsonObject = z.record(z.string(), z.unknown());

function describeBody({ body, bodyOptional, consumes }: Operation): Partial<ZodOpenApiOperationObject> {
  if (!body) return {};
  const json = 'application/json';
  const content = Object.fromEntries(
    (consumes ?? [json]).map((type) => [type, { schema: consumes && type === json ? jsonObject : body }]),
  );
  return { requestBody: { required: !bodyOptional, content } };
}
