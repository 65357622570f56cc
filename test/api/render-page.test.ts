import { expect, test } from '@jest/globals';
import { renderPage } from '../../shared/api/render-page.ts';

const url =
  'https://app.example/api/runs?code=KEY&clientId=default&subscription-key=K&api-version=2026-11-01&maxpagesize=7&filter=x&utm_source=mail&continuation=old';

test('the last page has no next one', () =>
  expect(renderPage(url, { maxpagesize: 7 }, { value: [1], continuation: null })).toEqual({ value: [1] }));

test('the link to the next page keeps what the list was asked for, and nothing that was meant for others', () => {
  const filter = "verdict eq 'isolated' and since ge 2026-11-20T10:00:00+01:00";
  const { nextLink = '' } = renderPage(url, { maxpagesize: 7, filter }, { value: [], continuation: 'a+b/c=' });
  const next = new URL(nextLink);
  expect(next.origin + next.pathname).toBe('https://app.example/api/runs');
  expect(Object.fromEntries(next.searchParams)).toEqual({
    ...{ 'api-version': '2026-11-01', maxpagesize: '7', filter, continuation: 'a+b/c=' },
  });
});
