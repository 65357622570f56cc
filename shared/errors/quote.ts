import { shorten } from '../plain/shorten.ts';
import { redact } from './redact.ts';

/**
 * What others wrote, as it may stand in our own words: without secrets, then cut to at most `mostChars` characters. The
 * other way round a cut could leave half a secret, which nobody recognizes.
 */
export function quote(text: string, mostChars: number): string {
  return shorten(redact(text), mostChars);
}
