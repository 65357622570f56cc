/** A generated name is cut so that it can be the value of a label (apiserver/pkg/storage/names). */
const longest = 63;

/** Returns the name that `generateName` becomes. */
export function generatedName(prefix: string, suffix: string): string {
  return prefix.slice(0, longest - suffix.length) + suffix;
}
