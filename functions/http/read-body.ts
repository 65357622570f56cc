import type { HttpRequest } from '@azure/functions';
import type { z } from 'zod';
import { parseBody } from '../../shared/api/parse-body.ts';

/** Reads a request's JSON body. Throws HttpError 400, 413 or 415 with one detail for every wrong field. */
export async function readBody<T>(request: HttpRequest, schema: z.ZodType<T>): Promise<T> {
  const body = new Uint8Array(await request.arrayBuffer());
  return parseBody(schema, request.headers.get('content-type'), body);
}
