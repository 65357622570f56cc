import type { PodComparison } from './pod-comparison.ts';

/** The parts of an image's name, as in `registry.example/path/name:tag@sha256:…`. */
interface ImageName {
  /** Registry and path. */
  repository: string;
  tag: string | null;
  digest: string | null;
}

/**
 * Compares the image of a live container with the one that we asked for. A copy in another registry is the same image
 * if it has the same digest or, where we asked for none, the same tag and the same path. `ran` is what the kubelet says
 * of the image that it started (`imageID`), where it says anything.
 */
export function compareImage(asked: string, live: string, ran: string): PodComparison {
  const [wanted, found, digest] = [parseImage(asked), parseImage(live), digestOf(ran)];
  if (!isSameContent(wanted, found)) return { differences: [`image ${asked} was replaced by ${live}`], remarks: [] };
  // An admission policy may pin a tag to its digest.
  const pinned = wanted.digest ?? found.digest;
  if (pinned && digest && digest !== pinned)
    return { differences: [`image ${digest} ran where ${pinned} was asked for`], remarks: [] };
  const mirrored = wanted.repository !== found.repository;
  return { differences: [], remarks: mirrored ? [`image ${asked} came from a mirror, as ${live}`] : [] };
}

/** The digest in an `imageID` of a container's status, e.g. `registry.example/name@sha256:…`; null when it has none. */
export function digestOf(imageId: string): string | null {
  return parseImage(imageId).digest;
}

function parseImage(image: string): ImageName {
  const [, name = '', digest = null] = /^([^@]*)(?:@(.+))?$/.exec(image) ?? [];
  const [, repository = '', tag = null] = /^(.*?)(?::([^:/]+))?$/.exec(name) ?? [];
  return { repository, tag, digest };
}

function isSameContent(wanted: ImageName, found: ImageName): boolean {
  if (wanted.digest) return found.digest === wanted.digest;
  return found.tag === wanted.tag && isCopyOf(wanted.repository, found.repository);
}

/** Whether a repository is the other one, or its path ends in that of the other one. */
function isCopyOf(repository: string, copy: string): boolean {
  const [registry = '', ...path] = repository.split('/');
  const withoutRegistry = /[.:]|^localhost$/.test(registry) ? path.join('/') : repository;
  return copy === repository || `/${copy}`.endsWith(`/${withoutRegistry}`);
}
