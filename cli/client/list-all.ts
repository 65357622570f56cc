import { z } from 'zod';
import { CallFailed, callApi } from './call-api.ts';
import type { Connection } from './read-connection.ts';

const pageSchema = z.object({ value: z.array(z.unknown()), nextLink: z.string().nullish() });

/** A list that goes on longer than this goes in a circle. */
const mostPages = 1_000;

/** Reads every page of a list. Throws CallFailed. */
export async function listAll(
  connection: Connection,
  path: string,
  query: Record<string, string | undefined> = {},
): Promise<unknown[]> {
  const items: unknown[] = [];
  let next = { path, query };
  for (let pages = 1; pages <= mostPages; pages++) {
    const page = pageSchema.safeParse((await callApi(connection, { method: 'GET', ...next })).body);
    if (!page.success) throw new CallFailed(`${path} answered something that is no list.`);
    items.push(...page.data.value);
    const { nextLink } = page.data;
    if (!nextLink) return items;
    next = { path: stayingWith(connection, nextLink), query: {} };
  }
  throw new CallFailed(`${path} has more than ${mostPages} pages.`);
}

/** The path of an address of this app. Any other must not get the key. Throws CallFailed. */
export function stayingWith({ baseUrl }: Connection, link: string): string {
  if (!link.startsWith(`${baseUrl}/`))
    throw new CallFailed(`The app at ${baseUrl} leads to another address. It is not followed.`);
  return link.slice(baseUrl.length);
}
