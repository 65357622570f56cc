/** A node image: its family and its release (year and month, day, revision). */
export interface NodeImage {
  family: string;
  release: [number, number, number];
}

/**
 * Parses a node image version: `AKSAzureLinux-V3katagen2-202608.20.0` is release 202608.20.0 of the family
 * `AKSAzureLinux-V3katagen2`. Null for any other form.
 */
export function parseNodeImage(version: string): NodeImage | null {
  const [, family, month, day, revision] = /^(.+)-(\d{6})\.(\d{1,2})\.(\d+)$/.exec(version) ?? [];
  return family ? { family, release: [Number(month), Number(day), Number(revision)] } : null;
}

/** Compares releases for sorting: negative when `a` is older than `b`. */
export function compareReleases(a: NodeImage, b: NodeImage): number {
  return a.release[0] - b.release[0] || a.release[1] - b.release[1] || a.release[2] - b.release[2];
}
