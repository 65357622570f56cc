import { unsupportedMediaType } from '../../api/status-errors.ts';
import { mediaTypeOf } from '../decoding/parse-body.ts';

export const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

export type PatchType = keyof typeof patchTypes;

/** Returns the kind of patch that a request sends. Throws StatusError UnsupportedMediaType. */
export function patchTypeOf(contentType: string): PatchType {
  const mediaType = mediaTypeOf(contentType);
  const found = Object.entries(patchTypes).find(([, name]) => name === mediaType);
  if (found) return found[0] as PatchType;
  throw unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${Object.values(patchTypes).join(', ')}`,
  );
}
