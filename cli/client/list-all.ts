import { z } from 'zod';
import { CallFailed, callApi } from './call-api.ts';
import { readAnswer } from './read-answer.ts';
import type { Connection } from './read-connection.ts';

/** A list that goes on longer than this goes in a circle. */
const mostPages = 1_000;

/** Reads every page of a list whose items look so; `onPage` sees what else a page says. Throws CallFailed. */
export async function listAll<T extends z.ZodType>(
  connection: Connection,
  path: string,
  item: T,
  query: Record<string, string | undefined> = {},
  onPage: (body: unknown) => void = () => undefined,
): Promise<z.output<T>[]> {
  const pageSchema = z.object({ value: z.array(item), nextLink: z.string().nullish() });
  const items: z.output<T>[] = [];
  let next = { path, query };
  for (let pages = 1; pages <= mostPages; pages++) {
    const { body } = await callApi(connection, { method: 'GET', ...next });
    const { value, nextLink } = readAnswer(connection, pageSchema, body);
    items.push(...value);
    onPage(body);
    if (!nextLink) return items;
    next = { path: nextPath(connection, path, nextLink), query: {} };
  }
  throw new CallFailed(`${path} has more than ${mostPages} pages.`);
}

/**
 * The path of the next page. The app may tell its callers another address than that which it is asked at, or not know its own
 * (docs/api.md, "Behind a gateway"): a link to the same list is then followed here, and nothing is sent there.
 */
function nextPath(connection: Connection, path: string, link: string): string {
  const { pathname, search } = URL.canParse(link) ? new URL(link) : { pathname: '', search: '' };
  const list = path.replace(/^\/api(?=\/)/, '').toLowerCase();
  const isAlike = pathname.toLowerCase().endsWith(list);
  return link.startsWith(`${connection.baseUrl}/`) || !isAlike ? stayingWith(connection, link) : `${path}${search}`;
}

/** The path of an address of this app. Any other must not get the key. Throws CallFailed. */
export function stayingWith({ baseUrl }: Connection, link: string): string {
  if (!link.startsWith(`${baseUrl}/`))
    throw new CallFailed(`The app at ${baseUrl} leads to another address. It is not followed.`);
  return link.slice(baseUrl.length);
}
