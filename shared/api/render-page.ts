/** The part of a list's query that its next page has too. */
export interface PageQuery {
  maxpagesize: number;
  filter?: string | undefined;
}

/**
 * Renders a page of a list, with the URL of the next page if there is one. `url` is the URL of this page's request. The
 * query of the next URL is built anew, so that nothing else from the request's query, such as a key, gets into it; of what
 * is not the list's own, only the version of the API is kept.
 */
export function renderPage<T>(
  url: string,
  { maxpagesize, filter }: PageQuery,
  { value, continuation }: { value: T[]; continuation: string | null },
): { value: T[]; nextLink?: string } {
  if (continuation === null) return { value };
  const { origin, pathname, searchParams } = new URL(url);
  const version = searchParams.get('api-version');
  const query = new URLSearchParams({
    ...(version !== null && { 'api-version': version }),
    maxpagesize: String(maxpagesize),
    ...(filter !== undefined && { filter }),
    continuation,
  });
  return { value, nextLink: `${origin}${pathname}?${query}` };
}
