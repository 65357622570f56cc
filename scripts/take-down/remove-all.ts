import { az } from './azure-cli.ts';

/** One thing to remove, and the call of the Azure CLI that removes it. */
export interface Remain {
  what: string;
  remove: string[];
}

/**
 * Removes one after the other, in their order; goes on after a failure, since each one that is left costs or may do
 * something. Returns whether all of it is gone.
 */
export async function removeAll(remains: readonly Remain[]): Promise<boolean> {
  let complete = true;
  for (const { what, remove } of remains) {
    // azd's records stay when anything else does: whoever calls again finds what is left from them.
    if (!complete && remove[0] === 'deployment') continue;
    try {
      await az(...remove);
      console.log(`Removed: ${what}`);
    } catch (error) {
      complete = false;
      console.error(`Not removed: ${what}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return complete;
}
