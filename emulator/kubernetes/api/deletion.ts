/**
 * The finalizers with which DELETE hands an object to the garbage collector: its dependants go first
 * (`foregroundDeletion`), or lose their owner (`orphan`).
 */
export const foregroundFinalizer = 'foregroundDeletion';
export const orphanFinalizer = 'orphan';

export interface DeletionOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
}
