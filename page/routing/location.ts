import { signal } from '@preact/signals';
import { pageBase } from '../api/base.ts';

/** Where the page is: the path below its base, beginning with a slash, and the query. */
export interface Place {
  path: string;
  query: URLSearchParams;
}

function read(): Place {
  const { pathname, search } = window.location;
  const path = pathname.slice(pageBase.length).replace(/\/+$/, '');
  return { path: path === '' ? '/' : path, query: new URLSearchParams(search) };
}

export const place = signal<Place>(read());

window.addEventListener('popstate', () => {
  place.value = read();
});

/** The address of a view. */
export function hrefOf(path: string): string {
  return path === '/' ? pageBase : path.startsWith('/?') ? `${pageBase}${path.slice(1)}` : `${pageBase}${path}`;
}

/** Goes to a view, or to another state of the present one. */
export function go(path: string, { replace = false } = {}): void {
  window.history[replace ? 'replaceState' : 'pushState'](null, '', hrefOf(path));
  const before = place.value.path;
  place.value = read();
  if (place.value.path !== before) window.scrollTo(0, 0);
}

/** Changes the query of the present view. A field without a value is left out of the address. */
export function changeQuery(changes: Record<string, string>, { replace = false } = {}): void {
  const query = new URLSearchParams(place.value.query);
  for (const [name, value] of Object.entries(changes))
    if (value === '') query.delete(name);
    else query.set(name, value);
  const text = query.toString();
  go(text === '' ? place.value.path : `${place.value.path}?${text}`, { replace });
}
