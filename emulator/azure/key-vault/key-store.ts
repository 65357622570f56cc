import { keyNotFound } from './vault-error.ts';
import { type KeyVersion, makeVersion, type VaultKeySeed, vaultKeySeed } from './vault-key.ts';

/** The keys of one vault. */
export interface KeyStore {
  /** The version, or the newest one for ''. Throws KeyNotFound. */
  find(name: string, version: string): KeyVersion;
  /** The newest first. Empty for a key that there is not, as the service answers. */
  versions(name: string): KeyVersion[];
  idOf(name: string, version: KeyVersion): string;
  /** Adds a key, or a version to the one of that name. */
  add(seed: VaultKeySeed): KeyVersion;
}

/** Creates the store. `origin` is the vault's address, of which ids are made; `now` is in milliseconds since the epoch. */
export function createKeyStore(origin: () => string, now: () => number): KeyStore {
  const keys = new Map<string, KeyVersion[]>();
  const versions = (name: string) => keys.get(name.toLowerCase()) ?? [];
  return {
    find(name, version) {
      const found = version === '' ? versions(name)[0] : versions(name).find((each) => each.version === version);
      if (!found) throw keyNotFound(version === '' ? name : `${name}/${version}`);
      return found;
    },
    versions,
    idOf: (name, { version }) => `${origin()}/keys/${name}/${version}`,
    add(seed) {
      const given = vaultKeySeed.parse(seed);
      const made = makeVersion(given, now());
      keys.set(given.name.toLowerCase(), [made, ...versions(given.name)]);
      return made;
    },
  };
}
