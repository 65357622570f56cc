/**
 * Parses JSON; undefined for anything that is not JSON. It gives no reason, because the message of JSON.parse quotes
 * the text, which may be secret.
 */
export function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
