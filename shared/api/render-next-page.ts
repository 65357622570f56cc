/**
 * The link to the next page of a list, with the parameters that lead there; nothing after the last page. It is built
 * anew, so that nothing else of this request's query, such as a key, gets into it.
 */
export function renderNextPage(
  url: string,
  continuation: string | null,
  parameters: Record<string, string | number | boolean | undefined>,
): { nextLink?: string } {
  if (continuation === null) return {};
  const { origin, pathname } = new URL(url);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
  query.set('continuation', continuation);
  return { nextLink: `${origin}${pathname}?${query}` };
}
