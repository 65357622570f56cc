import { stableHash } from '../plain/stable-hash.ts';
import type { Finding } from './finding.ts';

/** The ETag of what people may write over in a finding: its waiver. Inspections, which see it anew, do not change it. */
export function waiverETag({ waiver, waiverHistory }: Pick<Finding, 'waiver' | 'waiverHistory'>): string {
  return `"${stableHash(JSON.stringify([waiver, waiverHistory]))}"`;
}

/** Whether a finding is one that `If-Match` (the header; null for none) lets be written over (RFC 9110, section 13.1.1). */
export function matches(finding: Pick<Finding, 'waiver' | 'waiverHistory'>, ifMatch: string | null): boolean {
  if (ifMatch === null || ifMatch.trim() === '*') return true;
  return ifMatch.split(',').some((tag) => tag.trim() === waiverETag(finding));
}
