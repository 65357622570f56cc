/** What the server has written into the page. */
const told = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="kataproof-${name}"]`)?.content ?? '';

/** The path that the page is served below, as the browser reaches it: `/api/page`. */
export const pageBase = told('base');

/** The path that the API is below: the page is a part of it. */
export const apiBase = pageBase.replace(/\/page$/, '');

/** Whom the API asks for: a key of the Functions host, or a person whom Entra ID knows. */
export const signInBy: 'key' | 'entra' = told('sign-in') === 'entra' ? 'entra' : 'key';
