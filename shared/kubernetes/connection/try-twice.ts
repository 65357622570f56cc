import { toClusterError } from './cluster-error.ts';

/**
 * Sends a request once more that has failed and may succeed: otherwise everything that was done before it would be done
 * again. For requests that may be sent twice. Throws the second failure.
 */
export async function tryTwice<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!toClusterError(error).retryable) throw error;
    return send();
  }
}
