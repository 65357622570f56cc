/**
 * What a text says as JSON; undefined for a text that is none. Says no more than that: JSON.parse quotes what it could
 * not read, and that may be secret.
 */
export function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
