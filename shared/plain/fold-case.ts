/**
 * A text in one case, so that two names which Azure takes for the same become the same key. Azure compares names by single
 * characters and no culture (.NET's OrdinalIgnoreCase): a character is folded only where its small letter leads back to it.
 * `toLowerCase` alone would make the Kelvin sign (U+212A) a k, and so one name of two.
 */
export function foldCase(text: string): string {
  return /^[\p{ASCII}]*$/u.test(text) ? text.toLowerCase() : Array.from(text, foldCharacter).join('');
}

function foldCharacter(character: string): string {
  const small = character.toLowerCase();
  return small.length === character.length && small.toUpperCase() === character.toUpperCase() ? small : character;
}
