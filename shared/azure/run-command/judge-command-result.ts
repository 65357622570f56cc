import type { RunCommandResult } from '@azure/arm-containerservice';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { quote } from '../../errors/quote.ts';

/**
 * What a command printed. Azure answers 200 to a command that failed too: only `succeeded` with exit code 0 is a success.
 * The words of what it printed otherwise are quoted. Throws RunCommandFailed.
 */
export function judgeCommandResult({ provisioningState, exitCode, logs, reason }: RunCommandResult): string {
  const state = (provisioningState ?? '').toLowerCase();
  if (state === 'succeeded' && exitCode === 0) return logs ?? '';
  if (state === 'succeeded')
    throw new KataproofError(
      'RunCommandFailed',
      `A command in the cluster ended with exit code ${exitCode ?? 'unknown'}: ${quote(logs?.slice(-500) ?? '', 300) || 'it printed nothing.'}`,
    );
  throw new KataproofError(
    'RunCommandFailed',
    `Azure could not run a command in the cluster (${quote(provisioningState ?? 'no state', 40)}): ${quote(reason ?? '', 300) || 'it gives no reason.'} Its pod is command-<id> in namespace aks-command.`,
  );
}

/**
 * Says what a refusal of Azure means for a command. The codes are those of "Resolve az aks command invoke failures"
 * (Microsoft Learn), as people have met them (Azure/azure-cli#27776, Azure/aks-baseline-automation#37); whatever else Azure says stands as it is. `isAccepted`: the command was taken, and its end is asked for.
 */
export function commandError(error: unknown, isAccepted: boolean): unknown {
  if (!(error instanceof KataproofError)) return error;
  const { code, message, httpStatus, retryAfterMs } = error;
  const as = (ours: string, words: string) => new KataproofError(ours, words, { httpStatus, retryAfterMs });
  const said = `${code} ${message}`;
  if (/KubernetesPerformanceError|not schedulable/i.test(said))
    return as(
      'RunCommandFailed',
      `The pod of a command found no place in the cluster: a node without taints needs 200m CPU and 500 MiB. ${message}`,
    );
  if (/KubernetesOperationError|due to kubernetes failure/i.test(said))
    return isPassing(message)
      ? as('RunCommandFailed', message)
      : as('RunCommandRefused', `The cluster refuses the pod of a command: exempt namespace aks-command. ${message}`);
  if (/run ?command.{0,40}disabled/i.test(said)) return as('RunCommandDisabled', message);
  // Of a result that Azure no longer has, and of a pod that never came to run.
  if (httpStatus === 404 && isAccepted)
    return as('RunCommandResultLost', `Azure no longer has the result of a command: ${message}`);
  return error;
}

/** The namespace of commands is made anew when it is gone. */
function isPassing(message: string): boolean {
  return /being terminated|already exists|timed? ?out/i.test(message);
}
