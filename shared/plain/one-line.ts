/**
 * Control characters (line breaks and terminal codes among them), line and paragraph separators, marks that turn the
 * direction of a text, and halves of characters.
 */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/**
 * What others wrote as one line that shows what it says: in a log it begins no entry of its own, a terminal takes no
 * orders from it, and nothing in it is written backwards.
 */
export function oneLine(text: string): string {
  return text.replace(unprintable, ' ');
}
