import { z } from 'zod';
import { defineOperation } from '../operation.ts';

const tag = 'Documents';

export const readOpenApi = defineOperation({
  id: 'readOpenApi',
  method: 'GET',
  route: 'openapi.json',
  role: 'anonymous',
  tag,
  summary: 'This document',
  answers: {
    200: { description: 'OpenAPI 3.1.', schema: z.looseObject({ openapi: z.string() }).meta({ id: 'OpenApi' }) },
  },
});

export const readDocs = defineOperation({
  id: 'readDocs',
  method: 'GET',
  route: 'docs',
  role: 'anonymous',
  tag,
  summary: 'A page that shows this document, and tries its operations',
  answers: { 200: { description: 'The page.', contentType: 'text/html; charset=utf-8', schema: z.string() } },
});

export const readDocsAsset = defineOperation({
  id: 'readDocsAsset',
  method: 'GET',
  route: 'docs/{file}',
  role: 'anonymous',
  tag,
  summary: 'A file that the page is made of',
  params: z.object({ file: z.string() }),
  answers: { 200: { description: 'The file.', contentType: '*/*', schema: z.string() } },
  refusals: [404],
});
