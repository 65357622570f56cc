/** At most so many characters, and a dot-dot-dot where there were more. Never half a surrogate pair. */
export function shorten(text: string, mostChars: number): string {
  if (text.length <= mostChars) return text;
  return `${text.slice(0, mostChars - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
