interface Page<T> {
  items: T[];
  metadata?: { _continue?: string };
}

/** Items in a page, as many as kubectl asks for. */
const pageSize = 500;

/** Reads every page of a list and returns all items. */
export async function listAll<T>(
  readPage: (page: { limit: number; _continue?: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  let token: string | undefined;
  do {
    const page = await readPage(token ? { limit: pageSize, _continue: token } : { limit: pageSize });
    items.push(...page.items);
    token = page.metadata?._continue;
  } while (token);
  return items;
}

/** Returns the object, or null when the server answers 404. Throws everything else. */
export async function orNull<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code === 404) return null;
    throw error;
  }
}
