import type { KubeObject } from '../../api/seams.ts';

/**
 * Sets the type of a secret, and writes its `stringData` into its `data` (k8s.io/kubernetes/pkg/apis/core/v1).
 * Changes `secret`.
 */
export function defaultSecret(secret: KubeObject): void {
  secret['type'] ||= 'Opaque';
  const texts = secret['stringData'] as Record<string, string> | undefined;
  delete secret['stringData'];
  if (!texts) return;
  const encoded = Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  secret['data'] = { ...secret['data'], ...Object.fromEntries(encoded) };
}
