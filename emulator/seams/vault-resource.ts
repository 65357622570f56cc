/**
 * Whom tokens for the emulated vault are for. Clients take a challenge only from a host that lies below the domain of the
 * resource that it names (`https://vault.azure.net` for `*.vault.azure.net`), and a vault on loopback has an address and no name:
 * this is a resource whose domain is above `127.0.0.1`.
 */
export const vaultResource = 'vault://0.0.1';
