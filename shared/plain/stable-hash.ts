const offsetBasis = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;

/**
 * FNV-1a, 64 bits, over UTF-16 code units, in base 36 with a fixed length. It gives the same name on every replay. It
 * is not a cryptographic hash and hides nothing.
 */
export function stableHash(text: string): string {
  let hash = offsetBasis;
  for (let index = 0; index < text.length; index++)
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(index))) * prime);
  return hash.toString(36).padStart(13, '0');
}
