import { renderNextPage } from './render-next-page.ts';

/** The part of a list's query that its next page has too. */
export interface PageQuery {
  maxpagesize: number;
  filter?: string | undefined;
}

/**
 * Renders a page of a list, with the URL of the next page if there is one. `url` is the URL of this page's request. Of
 * what is not the list's own, only the version of the API is kept.
 */
export function renderPage<T>(
  url: string,
  { maxpagesize, filter }: PageQuery,
  { value, continuation }: { value: T[]; continuation: string | null },
): { value: T[]; nextLink?: string } {
  const version = new URL(url).searchParams.get('api-version') ?? undefined;
  return { value, ...renderNextPage(url, continuation, { 'api-version': version, maxpagesize, filter }) };
}
