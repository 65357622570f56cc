import { aksError } from './arm-error.ts';

/**
 * Throws AKS's error when If-Match or If-None-Match do not hold (Microsoft Learn, "Enhance concurrency control with
 * entity tags (eTags) in AKS"). `currentETag` is null when the resource does not exist. A PUT with If-Match then gets
 * 412; for PATCH (404) and DELETE (204) the caller answers.
 */
export function checkPreconditions(
  method: 'PUT' | 'PATCH' | 'DELETE',
  headers: Record<string, string>,
  currentETag: string | null,
): void {
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  if (ifMatch !== undefined && ifNoneMatch !== undefined)
    throw aksError(400, 'BadRequest', 'The If-Match and If-None-Match headers cannot be used in the same request.');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*')
    throw aksError(400, 'BadRequest', 'The If-None-Match header supports no value but *.');
  if (ifNoneMatch === '*' && currentETag !== null)
    throw aksError(412, 'PreconditionFailed', 'The resource exists already, and the request has If-None-Match: *.');
  if (ifMatch === undefined) return;
  if (currentETag === null) {
    if (method === 'PUT')
      throw aksError(412, 'PreconditionFailed', 'There is no such resource, and the request has an If-Match header.');
    return;
  }
  if (ifMatch !== '*' && unquote(ifMatch) !== currentETag)
    throw aksError(412, 'PreconditionFailed', `The eTag ${ifMatch} does not match the resource's, ${currentETag}.`);
}

function unquote(eTag: string): string {
  return eTag.replace(/^(W\/)?"(.*)"$/, '$2');
}
