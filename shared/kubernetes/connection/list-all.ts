import { KataproofError } from '../../errors/kataproof-error.ts';
import { clusterLimits } from '../../outbound/limits.ts';
import { toClusterError } from './cluster-error.ts';

interface Page<T> {
  items: T[];
  metadata?: { _continue?: string };
}

/** Items in a page, as many as kubectl asks for. */
const pageSize = 500;

/**
 * Reads every page of a list and returns all items. Throws AnswerTooLarge for a list that does not end, and
 * MalformedAnswer for one that goes on where it was.
 */
export async function listAll<T>(
  readPage: (page: { limit: number; _continue?: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  let token: string | undefined;
  for (let pages = 1; pages <= clusterLimits.listPages; pages++) {
    const page = await readPage(token ? { limit: pageSize, _continue: token } : { limit: pageSize });
    for (const item of page.items) items.push(item);
    const next = page.metadata?._continue;
    if (!next) return items;
    if (next === token || next.length > clusterLimits.continueChars)
      throw new KataproofError('MalformedAnswer', 'A list of the API server goes on, but does not say where.');
    token = next;
  }
  throw new KataproofError(
    'AnswerTooLarge',
    `A list of the API server has more than ${clusterLimits.listPages} pages. It was not read further.`,
  );
}

/** Returns the object, or null when the API server says that there is none. Throws everything else. */
export async function orNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (toClusterError(error).httpStatus === 404) return null;
    throw error;
  }
}
