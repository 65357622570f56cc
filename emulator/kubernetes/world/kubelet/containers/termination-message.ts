const maxMessageBytes = 4096;
const maxFallbackBytes = 2048;
const maxFallbackLines = 80;

const cutStart = (text: string, bytes: number) => Buffer.from(text).subarray(-bytes).toString();

/**
 * Returns a container's termination message: its termination log, or the end of its log when it failed with an empty
 * termination log and the policy is FallbackToLogsOnError (kubelet: kuberuntime_container.go, getTerminationMessage).
 */
export function terminationMessage(file: string, policy: string | undefined, exitCode: number, log: string): string {
  if (file.length > 0) return Buffer.from(file).subarray(0, maxMessageBytes).toString();
  if (policy !== 'FallbackToLogsOnError' || exitCode === 0) return '';
  const lines = log
    .split('\n')
    .slice(-maxFallbackLines - 1)
    .join('\n');
  return cutStart(lines, maxFallbackBytes);
}
