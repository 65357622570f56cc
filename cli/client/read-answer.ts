import type { z } from 'zod';
import { CallFailed } from './call-api.ts';
import type { Connection } from './read-connection.ts';

/** Takes an answer as it came, if it looks so. Throws CallFailed for what no app of ours answers. */
export function readAnswer<T extends z.ZodType>({ baseUrl }: Connection, schema: T, body: unknown): z.output<T> {
  if (schema.safeParse(body).success) return body as z.output<T>;
  throw new CallFailed(`${baseUrl} answered something that this version does not know. Is that its address?`);
}
