/**
 * Calls `act` for each item, one after the other, and throws the first error only after all of them: an item that fails
 * takes no other with it.
 */
export async function forEachSettled<T>(items: Iterable<T>, act: (item: T) => Promise<unknown>): Promise<void> {
  const errors: unknown[] = [];
  for (const item of items) await act(item).catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}
