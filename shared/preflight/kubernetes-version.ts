/**
 * The oldest version of Kubernetes on which a new Kata node pool can be made. Pod Sandboxing began with 1.27 (Microsoft Learn,
 * "Pod Sandboxing with AKS", prerequisites), which has Azure Linux 2 alone; its node images are gone, and the OS SKU
 * `AzureLinux3` begins at 1.28 (Microsoft Learn, "Upgrade operating system versions in AKS").
 */
export const oldestForNewPools = '1.28';

/**
 * The oldest version on which the OS SKU `AzureLinux` means Azure Linux 3; before, it means Azure Linux 2, whose node
 * images were removed on 31 March 2026 (Microsoft Learn, "Upgrade operating system versions in AKS").
 */
export const oldestWithAzureLinux3 = '1.32';

/** Whether a version such as `1.31.13` is of an older minor version than `minor`; false for a text that is no version. */
export function isOlderThan(version: string, minor: string): boolean {
  const [is, limit] = [parse(version), parse(minor)];
  if (!is || !limit) return false;
  return is.major < limit.major || (is.major === limit.major && is.minor < limit.minor);
}

/** By how many minor versions `version` is older than `other`; negative where it is newer, null where either is none. */
export function minorsBehind(version: string, other: string): number | null {
  const [is, than] = [parse(version), parse(other)];
  if (!is || !than) return null;
  return is.major === than.major ? than.minor - is.minor : (than.major - is.major) * Number.POSITIVE_INFINITY;
}

/** Whether `version` is a later patch of the minor version that `other` is of too; false where either tells no patch. */
export function isNewerPatch(version: string, other: string): boolean {
  const [minor, patch] = splitPatch(version);
  const [otherMinor, otherPatch] = splitPatch(other);
  return minor !== undefined && minor === otherMinor && Number(patch) > Number(otherPatch);
}

/** The minor version and the patch; nothing where no patch is told. */
function splitPatch(version: string): string[] {
  return /^v?(\d{1,3}\.\d{1,3})\.(\d{1,3})/.exec(version)?.slice(1) ?? [];
}

function parse(version: string): { major: number; minor: number } | null {
  const [, major, minor] = /^v?(\d{1,3})\.(\d{1,3})(?:\D|$)/.exec(version) ?? [];
  return major === undefined ? null : { major: Number(major), minor: Number(minor) };
}
