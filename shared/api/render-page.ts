/**
 * A page of a list with the address of the next one. `url`: of this page's request. Its query is made anew, so that
 * nothing of it is passed on but what the list itself asks for.
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
