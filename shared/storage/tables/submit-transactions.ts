import type { TableClient, TransactionAction } from '@azure/data-tables';

/** Operations in one entity group transaction ("Performing entity group transactions"). */
const mostActions = 100;
/** Characters. A transaction may have 4 MiB; a character is at most three bytes of it. */
const mostChars = 1_000_000;

/**
 * Submits actions on rows of one partition, each at most once, in as few transactions as the service takes. Each
 * transaction is all or nothing; dying between two leaves the first done.
 */
export async function submitTransactions(client: TableClient, actions: readonly TransactionAction[]): Promise<void> {
  for (const chunk of cutIntoTransactions(actions)) await client.submitTransaction(chunk);
}

export function cutIntoTransactions(actions: readonly TransactionAction[]): TransactionAction[][] {
  const chunks: TransactionAction[][] = [];
  let chars = 0;
  for (const action of actions) {
    const size = JSON.stringify(action[1]).length;
    const last = chunks.at(-1);
    if (last && last.length < mostActions && chars + size <= mostChars) {
      last.push(action);
      chars += size;
    } else {
      chunks.push([action]);
      chars = size;
    }
  }
  return chunks;
}
