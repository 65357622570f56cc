import { shorten } from './shorten.ts';

/** A caller as the authentication of the platform names it (App Service, "Work with user identities"). */
export interface Principal {
  /** Object id of a person or a service principal. */
  id: string | null;
  /** Such as the name with which a person signs in. */
  name: string | null;
  /** The identity provider, such as `aad`. */
  provider: string | null;
}

/** Whoever sends a longer name is not to be trusted with the room of our records. */
const mostChars = 256;

/** The caller that the headers of an authenticated request name; null when they name nobody. */
export function readPrincipal(headers: { get(name: string): string | null }): Principal | null {
  const read = (name: string) => {
    const text = headers.get(`x-ms-client-principal-${name}`)?.trim();
    return text ? shorten(text, mostChars) : null;
  };
  const principal = { id: read('id'), name: read('name'), provider: read('idp') };
  return principal.id === null && principal.name === null ? null : principal;
}
