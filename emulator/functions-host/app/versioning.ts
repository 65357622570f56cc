/**
 * What host.json says of the versions of orchestrations (`extensions.durableTask`). That the released extension treats them
 * so is recorded in test/contracts/functions-host/recorded/durable-versions.json.
 */
export interface Versioning {
  /** The version of new instances, and of this host. Empty when host.json has none. */
  defaultVersion: string;
  matchStrategy: 'None' | 'Strict' | 'CurrentOrOlder';
  failureStrategy: 'Reject' | 'Fail';
}

/** The defaults of the extension (DurableTaskOptions). */
export const noVersioning: Versioning = {
  defaultVersion: '',
  matchStrategy: 'CurrentOrOlder',
  failureStrategy: 'Reject',
};

/** The output of an instance that failed for its version, in DurableTask.Core's words. */
export const versionMismatch = 'VersionMismatch: Orchestration version did not comply with Worker Versioning';

/** What .NET's System.Version takes: two to four numbers. So `1` and `10` are compared as texts. */
function parseSystemVersion(text: string): number[] | null {
  const parts = text.split('.');
  if (parts.length < 2 || parts.length > 4 || !parts.every((part) => /^\d{1,9}$/.test(part))) return null;
  // A part that is not there is less than 0.
  return [0, 1, 2, 3].map((index) => Number(parts[index] ?? -1));
}

/**
 * Compares as DurableTask.Core's VersioningSettings.CompareVersions: no version is older than any, numbers are compared as
 * such, everything else as text without case. Negative when `a` is older.
 */
export function compareVersions(a: string, b: string): number {
  if (a === '' || b === '') return Number(a !== '') - Number(b !== '');
  const [first, second] = [parseSystemVersion(a), parseSystemVersion(b)];
  if (first && second) return first.map((part, index) => part - (second[index] ?? 0)).find((each) => each !== 0) ?? 0;
  const [left, right] = [a.toUpperCase(), b.toUpperCase()];
  return left < right ? -1 : Number(left > right);
}

/** Whether this host may run an instance of that version (TaskOrchestrationDispatcher; activities are not asked for theirs). */
export function mayRun(version: string, { defaultVersion, matchStrategy }: Versioning): boolean {
  if (matchStrategy === 'Strict') return version === defaultVersion;
  return matchStrategy === 'None' || compareVersions(version, defaultVersion) <= 0;
}
