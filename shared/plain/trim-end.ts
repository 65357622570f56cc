/**
 * Removes every `character` at the end of a text. A pattern such as `/\/+$/` would take quadratic time for a text with
 * many of them elsewhere.
 */
export function trimEnd(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end--;
  return text.slice(0, end);
}
