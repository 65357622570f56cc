/**
 * Renders a page of a list, with the URL of the next page if there is one. `url` is the URL of this page's request. The
 * query of the next URL is built anew, so that nothing else from the request's query, such as a key, gets into it.
 */
export function renderPage<T>(
  url: string,
  page: { value: T[]; limit: number; continuation: string | null },
): { value: T[]; nextLink?: string } {
  const { value, limit, continuation } = page;
  if (continuation === null) return { value };
  const { origin, pathname } = new URL(url);
  return { value, nextLink: `${origin}${pathname}?limit=${limit}&continuation=${encodeURIComponent(continuation)}` };
}
