/** What was found of something that the app depends on. */
export interface HealthCheck {
  name: 'storage' | 'identity' | 'resource-manager' | 'signing-key';
  outcome: 'passed' | 'failed' | 'could-not-check';
  /** Of the failure; null where nothing failed. */
  code: string | null;
  message: string | null;
  /** Milliseconds. */
  durationMs: number;
}

/**
 * Without its storage the app does nothing. Without its identity or Resource Manager it still answers what is on record, and
 * without the key it keeps evidence unsigned.
 */
export function judgeHealth(checks: readonly HealthCheck[]): 'up' | 'degraded' | 'down' {
  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  if (failed.some(({ name }) => name === 'storage')) return 'down';
  return failed.length > 0 ? 'degraded' : 'up';
}
