/** A cluster that a run has asked for, as ARM describes it now. */
export type NewClusterSight =
  | { state: 'absent' }
  /** A cluster of that name is there, and does not carry this run's tag: another one, or somebody took it over. */
  | { state: 'not-ours' }
  | {
      state: 'there';
      /** ARM's free text: compare without regard to case, and treat an unknown value as "in progress". */
      provisioningState: string;
      /** `status.provisioningError` of the cluster, else that of its first pool that has one. */
      provisioningError: { code: string; message: string } | null;
    };

/** How far a new cluster is. */
export type ClusterCreation =
  | { state: 'ready' }
  | { state: 'waiting'; waitingFor: string }
  | { state: 'failed'; code: string; message: string };

/** Judges whether a new cluster is made. ARM's states are free text, so an unknown one counts as "in progress". */
export function judgeClusterCreation(sight: NewClusterSight): ClusterCreation {
  if (sight.state === 'absent') return gone('The cluster no longer exists.');
  if (sight.state === 'not-ours') return gone('The cluster of that name is not the one that this run made.');
  const { provisioningState, provisioningError } = sight;
  switch (provisioningState.toLowerCase()) {
    case 'succeeded':
      return { state: 'ready' };
    case 'failed':
    case 'canceled':
      return {
        state: 'failed',
        code: provisioningError?.code ?? `Cluster${provisioningState}`,
        message: provisioningError?.message || `AKS reports the cluster as ${provisioningState}.`,
      };
    case 'deleting':
      return gone('Somebody is deleting the cluster.');
    default:
      return { state: 'waiting', waitingFor: `AKS reports the cluster as ${provisioningState}.` };
  }
}

function gone(message: string): ClusterCreation {
  return { state: 'failed', code: 'ClusterGone', message };
}
