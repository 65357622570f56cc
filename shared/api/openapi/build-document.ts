import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { createDocument } from 'zod-openapi';
import { apiVersions, newestApiVersion } from '../api-versions.ts';
import { appRoles } from '../caller.ts';
import type { Operation } from '../operation.ts';
import { describeAnswers } from './describe-answers.ts';
import { describeRequest } from './describe-request.ts';
import { plainer } from './plainer-schema.ts';

/** What the document says beside the operations. */
export interface DocumentedApi {
  /** Where the API is, absolute, without a slash at the end. */
  url: string;
  /** Of the app. */
  version: string;
  /** Whether callers show tokens of Entra ID, and no keys. */
  platformAuthentication: boolean;
}

const security = {
  functionKey: {
    type: 'apiKey',
    in: 'header',
    name: 'x-functions-key',
    description: 'A key of the Functions host. It may do everything.',
  },
  entraId: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: `A token of Entra ID for this API with the app role ${appRoles.reader} or ${appRoles.operator}.`,
  },
} as const;

/** The OpenAPI document (3.1) of these operations, from the schemas that check their requests. */
export function buildDocument(operations: readonly Operation[], api: DocumentedApi): Record<string, unknown> {
  const scheme = api.platformAuthentication ? 'entraId' : 'functionKey';
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of operations) {
    // OpenAPI has no parameter that takes slashes: it stands there as one that takes none.
    const path = `/${operation.route.replace('{*', '{')}`;
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describe(operation, scheme) };
  }
  const document = createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Kataproof',
        version: newestApiVersion,
        summary: 'Provisions Kata node pools on AKS and proves that sandboxed pods have a kernel of their own.',
        description: `Version ${api.version} of the app. It knows these versions of the API: ${apiVersions.join(', ')}.`,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: api.url }],
      tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
      paths,
      components: { securitySchemes: { [scheme]: security[scheme] } },
    },
    { override: plainer },
  );
  return { ...document };
}

function describe(operation: Operation, scheme: keyof typeof security): ZodOpenApiOperationObject {
  const { id, tag, summary, role, description } = operation;
  const needs = role === 'anonymous' ? [] : [`Needs the role of ${role === 'reader' ? 'a reader' : 'an operator'}.`];
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [...(description ? [description] : []), ...needs].join('\n\n'),
    ...describeRequest(operation),
    responses: describeAnswers(operation),
    security: role === 'anonymous' ? [] : [{ [scheme]: [] }],
  };
}
