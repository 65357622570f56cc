import { secretPatterns } from './secret-patterns.ts';

/**
 * Most characters of a text that are looked at and kept. Whoever shows or stores a text cuts it much shorter, and what
 * a cluster, Azure or a caller wrote may have any length.
 */
const mostChars = 16_384;

/**
 * Removes credentials from a text that others wrote, so that it may be stored, logged and shown: tokens, keys,
 * passwords, signatures, and of every URL its user part and its query. In doubt it removes. It takes time in proportion
 * to the text, keeps at most 16,384 characters, and changes nothing in what it has cleaned before.
 */
export function redact(text: string): string {
  let clean = bound(text);
  for (const [pattern, replacement] of secretPatterns)
    clean = typeof replacement === 'string' ? clean.replace(pattern, replacement) : clean.replace(pattern, replacement);
  return clean;
}

/**
 * Cuts a text before anything looks at it. The word that the cut tears goes too, because half a secret no longer looks
 * like one.
 */
function bound(text: string): string {
  if (text.length <= mostChars) return text;
  let end = mostChars - 1;
  while (end > 0 && !separators.includes(text.charAt(end - 1))) end--;
  return `${text.slice(0, end)}…`;
}

const separators = ' \t\r\n"\'`,;<>{}';

/** From this length on, the beginning of a known secret is as good as the secret. */
const tellingChars = 16;

/**
 * Removes secrets that are known, such as the very token that was sent: a token need not look like one, and the other
 * side may echo it, whole or cut short. Secrets of fewer than eight characters are no secrets and would hit words.
 */
export function removeKnown(text: string, secrets: readonly string[]): string {
  return secrets.reduce(removeOne, text);
}

function removeOne(text: string, secret: string): string {
  if (secret.length < 8) return text;
  const beginning = secret.slice(0, tellingChars);
  let clean = '';
  let from = 0;
  for (;;) {
    const at = text.indexOf(beginning, from);
    if (at < 0) return clean + text.slice(from);
    let end = at + beginning.length;
    while (end < text.length && end - at < secret.length && text[end] === secret[end - at]) end++;
    clean += `${text.slice(from, at)}[token removed]`;
    from = end;
  }
}
