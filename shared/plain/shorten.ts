/**
 * Cuts a text to at most `mostChars` characters; a cut text ends in an ellipsis. Never cuts a surrogate pair in half.
 */
export function shorten(text: string, mostChars: number): string {
  if (text.length <= mostChars) return text;
  return `${text.slice(0, mostChars - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
