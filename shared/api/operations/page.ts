import { z } from 'zod';
import { defineOperation } from '../operation.ts';

const tag = 'Page';

const headers = z.object({
  'if-none-match': z.string().optional().meta({ description: 'The `ETag` of what the browser has.' }),
  'accept-encoding': z.string().optional().meta({ description: 'A file is sent as gzip to who takes it.' }),
});

const answers = {
  200: {
    description: 'The page, or a file of it.',
    contentType: '*/*',
    schema: z.string(),
    headers: { ETag: 'Changes with the content.' },
  },
  304: { description: 'The browser has it.' },
} as const;

export const readPage = defineOperation({
  id: 'readPage',
  method: 'GET',
  route: 'page',
  role: 'anonymous',
  tag,
  summary: 'The page on which people look at the fleet; it asks this API with their own key or sign-in',
  headers,
  answers,
});

export const readPagePath = defineOperation({
  id: 'readPagePath',
  method: 'GET',
  route: 'page/{*path}',
  role: 'anonymous',
  tag,
  summary: 'A view of the page, by its address, or a file that the page is made of (`assets/…`)',
  params: z.object({ path: z.string().meta({ description: 'May have slashes.' }) }),
  headers,
  answers,
  refusals: [404],
});
