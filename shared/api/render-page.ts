import { versionsAsked } from './api-versions.ts';

/**
 * Renders a page of a list, with the link to the next page if there is one. `url` is that of this page's request, `query`
 * its parameters that are ours. The link is built anew: it keeps those and the version of the API, and nothing else of the
 * URL, such as a key.
 */
export function renderPage<T>(
  url: string,
  query: Readonly<Record<string, string | number | boolean | undefined>>,
  { value, continuation }: { value: T[]; continuation: string | null },
): { value: T[]; nextLink?: string } {
  if (continuation === null) return { value };
  const { origin, pathname, searchParams } = new URL(url);
  const [version] = versionsAsked(searchParams);
  const kept = { 'api-version': version, ...query, continuation };
  const next = new URLSearchParams();
  for (const [name, asked] of Object.entries(kept)) if (asked !== undefined) next.set(name, String(asked));
  return { value, nextLink: `${origin}${pathname}?${next}` };
}
