import { nameSome } from '../../plain/name-some.ts';
import type { Sighting } from '../finding.ts';
import type { NodeFacts, WorkloadFacts } from '../workload-facts.ts';
import { groupKataNodes } from './group-kata-nodes.ts';
import { compareReleases, type NodeImage, parseNodeImage } from './node-image.ts';

/** Rule `node-images-differ`: Kata nodes of one pool have different node images. */
export function findDifferingImages({ nodes }: WorkloadFacts): Sighting[] {
  return [...groupKataNodes(nodes)].flatMap(([subject, kataNodes]) => {
    const images = new Set(kataNodes.flatMap(({ nodeImageVersion }) => nodeImageVersion ?? []));
    const message = `${kataNodes.length} Kata nodes run ${images.size} node images: ${nameSome(images)}.`;
    return images.size > 1 ? [{ subject, message }] : [];
  });
}

/**
 * Rule `node-image-lags`: Kata nodes run an older release than other nodes of the cluster. Only releases of the same
 * family are compared, because other families are released on other days. The cluster does not tell which release is
 * the newest of all.
 */
export function findLaggingImages({ nodes }: WorkloadFacts): Sighting[] {
  const newest = newestByFamily(nodes);
  return [...groupKataNodes(nodes)].flatMap(([subject, kataNodes]) => {
    const lagging = kataNodes.filter((node) => {
      const image = imageOf(node);
      const best = image && newest.get(image.family);
      return image && best && compareReleases(image, best.image) < 0;
    });
    if (lagging.length === 0) return [];
    const old = nameSome(lagging.map(({ nodeImageVersion }) => nodeImageVersion ?? ''));
    const best = nameSome(lagging.map((node) => newest.get(imageOf(node)?.family ?? '')?.version ?? ''));
    return [{ subject, message: `${lagging.length} Kata nodes run ${old}; others of the cluster run ${best}.` }];
  });
}

function newestByFamily(nodes: NodeFacts[]): Map<string, { version: string; image: NodeImage }> {
  const newest = new Map<string, { version: string; image: NodeImage }>();
  for (const node of nodes) {
    const image = imageOf(node);
    const best = image && newest.get(image.family);
    if (image && (!best || compareReleases(best.image, image) < 0))
      newest.set(image.family, { version: node.nodeImageVersion ?? '', image });
  }
  return newest;
}

function imageOf({ nodeImageVersion }: NodeFacts): NodeImage | null {
  return nodeImageVersion === null ? null : parseNodeImage(nodeImageVersion);
}
