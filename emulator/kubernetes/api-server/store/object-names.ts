import { randomInt } from 'node:crypto';

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const suffixLength = 5;
const maxBaseLength = 63 - suffixLength;

/** A name for `generateName`: the prefix cut to 58 characters and five random ones (apiserver/pkg/storage/names). */
export function generateObjectName(prefix: string): string {
  const suffix = Array.from({ length: suffixLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  return prefix.slice(0, maxBaseLength) + suffix;
}
