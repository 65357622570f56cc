/**
 * Returns the audience that a resource or scope asks for. In Entra, `https://management.azure.com/.default`,
 * `https://management.azure.com/` and `https://management.azure.com` name the same audience.
 */
export function normalizeAudience(resourceOrScope: string): string {
  return resourceOrScope
    .trim()
    .replace(/\/\.default$/i, '')
    .replace(/\/+$/, '')
    .toLowerCase();
}
