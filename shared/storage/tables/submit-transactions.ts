import type { TableClient, TransactionAction } from '@azure/data-tables';

/** Most operations in one entity group transaction ("Performing entity group transactions"). */
const mostActions = 100;
/**
 * Most characters in one transaction: it may have 4 MiB, and a character takes at most three bytes ("Performing entity
 * group transactions").
 */
const mostChars = 1_000_000;

/**
 * Submits actions on rows of one partition, each row at most once, in as few transactions as possible. Each transaction
 * is all or nothing; if the process dies between two, the first stays done.
 */
export async function submitTransactions(client: TableClient, actions: readonly TransactionAction[]): Promise<void> {
  for (const chunk of cutIntoTransactions(actions)) await client.submitTransaction(chunk);
}

/** Cuts actions, in their order, into transactions that Azure Tables accept. */
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
