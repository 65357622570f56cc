import { createHash } from 'node:crypto';
import type { Container } from '../../../api/pod-shapes.ts';

export const imageDigest = (image: string) =>
  /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1] ?? `sha256:${createHash('sha256').update(image).digest('hex')}`;

/** The image as `name@digest`, as a container status shows it. */
export const imageId = (image: string) => `${image.replace(/@.*$/, '').replace(/:[^/:]*$/, '')}@${imageDigest(image)}`;

export const needsPull = ({ imagePullPolicy }: Container, present: boolean) =>
  imagePullPolicy === 'Always' || (imagePullPolicy !== 'Never' && !present);

/** The error of containerd when a registry cannot be reached. */
export function pullError(image: string): string {
  const [host = '', ...path] = image.replace(/[@:][^/]*$/, '').split('/');
  const known = host.includes('.') || host.includes(':');
  const registry = known ? host : 'registry-1.docker.io';
  const repository = known ? path.join('/') : [...(path.length === 0 ? ['library'] : []), host, ...path].join('/');
  const reference = image.includes('@') ? imageDigest(image) : (/:([^/:]+)$/.exec(image)?.[1] ?? 'latest');
  const qualified = known ? image : `docker.io/${path.length === 0 ? 'library/' : ''}${image}`;
  return `failed to pull and unpack image "${qualified}": failed to resolve reference "${qualified}": failed to do request: Head "https://${registry}/v2/${repository}/manifests/${reference}": dial tcp: lookup ${registry} on 168.63.129.16:53: no such host`;
}
