import { toClusterError } from './connection/cluster-error.ts';

/**
 * Awaits a deletion, and returns its answer. Null where the object was not found, or another object had its name (409 of
 * the uid precondition): that is success too.
 */
export async function unlessGone<T>(deletion: Promise<T>): Promise<T | null> {
  try {
    return await deletion;
  } catch (error) {
    const { code } = toClusterError(error);
    if (code !== 'NotFound' && code !== 'Conflict') throw error;
    return null;
  }
}
