/** An option and its values, as words of a command. */
export type CliOption = readonly string[];

/** An option whose values are `key=value`. */
export function pairs(option: string, values: Record<string, string>): CliOption[] {
  const words = Object.entries(values).map(([key, value]) => `${key}=${value}`);
  return words.length > 0 ? [[option, ...words]] : [];
}

/**
 * Whether the Azure CLI takes these as `key=value` words: it divides a word at its first equals sign, a word that begins
 * with a dash is an option to it and one with an @ the name of a file, and no word of a command holds a NUL.
 */
export function arePairs(values: Record<string, string>): boolean {
  return Object.entries(values).every(([key, value]) => /^[^-@=][^=]*$/s.test(key) && !value.includes('\0'));
}

/** Whether the Azure CLI takes these as taints: it asks for a value (`validate_taint` of its module acs). */
export function areTaints(taints: readonly string[]): boolean {
  return taints.every((taint) => /^[^=:]+=[^=:]+:/.test(taint));
}
