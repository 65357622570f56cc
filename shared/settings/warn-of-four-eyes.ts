import type { ReadSettings } from './settings-schema.ts';

/** What is wrong with an approval by somebody else where nobody is known by name, as a sentence; null when nothing is. */
export function warnOfFourEyes(
  read: Pick<ReadSettings, 'KATAPROOF_REQUIRE_APPROVAL' | 'KATAPROOF_APPROVAL_FOUR_EYES'>,
  authentication: boolean,
): string | null {
  if (!read.KATAPROOF_REQUIRE_APPROVAL || !read.KATAPROOF_APPROVAL_FOUR_EYES || authentication) return null;
  return 'KATAPROOF_APPROVAL_FOUR_EYES has no effect: callers show function keys, which name nobody, so whoever asks for a provisioning can approve it too. Turn App Service authentication on, or set KATAPROOF_APPROVAL_FOUR_EYES to false to say that this is meant.';
}
