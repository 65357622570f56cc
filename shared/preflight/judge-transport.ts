import type { ApiServerAccess, RunCommandPolicy } from '../clusters/transport.ts';
import { failed, passed, warning } from './check-rows.ts';
import type { PreflightCheck } from './preflight-check.ts';

/** What is known of the way to a cluster's Kubernetes API. */
export interface TransportFacts {
  policy: RunCommandPolicy;
  access: ApiServerAccess;
  /** Why nobody answers over the network; null when somebody does. */
  unreached: string | null;
}

type Judged =
  | { transport: 'kubernetes-api'; reason: null }
  | { transport: 'run-command'; reason: string }
  | { transport: null; code: 'ClusterUnreachable' | 'RunCommandDisabled'; message: string };

/**
 * Says how a cluster is reached. Commands are the fall-back where Azure itself tells why the network leads nowhere: a
 * private API server, or one that lets only listed addresses in. Any other one that does not answer is down, and a
 * command would not reach it either.
 */
export function judgeTransport({ policy, access, unreached }: TransportFacts): Judged {
  if (unreached === null) return { transport: 'kubernetes-api', reason: null };
  const { privateCluster, authorizedRanges, runCommandDisabled } = access;
  if (policy === 'never' || !(privateCluster || authorizedRanges))
    return { transport: null, code: 'ClusterUnreachable', message: unreached };
  if (runCommandDisabled)
    return {
      transport: null,
      code: 'RunCommandDisabled',
      message: `${unreached} Commands are no way around: they are disabled for this cluster (apiServerAccessProfile.disableRunCommand).`,
    };
  const why = privateCluster ? 'It is a private cluster' : 'It lets only listed addresses in';
  return { transport: 'run-command', reason: `${why}, and does not answer over the network: ${unreached}` };
}

/** The limits of commands, in words for people ("Access a private AKS cluster using the command invoke feature"). */
export const commandLimitsInWords =
  'each takes seconds and a pod in aks-command, which must be scheduled within 60 seconds; of its output AKS keeps 512 kB';

/** The row of the preflight's table about the way to the Kubernetes API. */
export function checkTransport(facts: TransportFacts): PreflightCheck {
  const name = 'api-server';
  const judged = judgeTransport(facts);
  if (judged.transport === 'kubernetes-api') return passed(name, 'The Kubernetes API answers over the network.');
  if (judged.transport === 'run-command')
    return warning(
      name,
      `The Kubernetes API is reached by commands that Azure runs in the cluster: ${commandLimitsInWords}. ${judged.reason}`,
      'Integrate the app into a virtual network with a way to the API server: it is faster and needs fewer rights.',
    );
  const { privateCluster, authorizedRanges } = facts.access;
  const mayHelp = facts.policy === 'never' && (privateCluster || authorizedRanges);
  return failed(
    name,
    judged.message,
    judged.code === 'RunCommandDisabled'
      ? 'Integrate the app into a virtual network with a way to the API server, or enable commands: az aks update --enable-run-command.'
      : `Give the app a way to the API server${mayHelp ? ', or let it run commands in the cluster (KATAPROOF_RUN_COMMAND)' : ''}.`,
  );
}
