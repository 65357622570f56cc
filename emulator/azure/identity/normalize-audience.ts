/**
 * The audience that a resource or scope asks for: `https://management.azure.com/.default`,
 * `https://management.azure.com/` and `https://management.azure.com` name the same one, as they do in Entra.
 */
export function normalizeAudience(resourceOrScope: string): string {
  return resourceOrScope
    .trim()
    .replace(/\/\.default$/i, '')
    .replace(/\/+$/, '')
    .toLowerCase();
}
