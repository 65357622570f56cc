import { stableHash } from '../../shared/plain/stable-hash.ts';
import type { Ports } from '../../shared/ports/ports.ts';
import type { VerificationCluster } from '../../shared/ports/verification-cluster.ts';
import type { RunRecord, RunStep } from '../../shared/runs/run-record.ts';
import { createMemoryAlerts } from '../memory/memory-alerts.ts';
import { createMemoryPostures } from '../memory/memory-postures.ts';
import { createMemoryProofChains } from '../memory/memory-proof-chains.ts';
import { createMemoryRunRecords } from '../memory/memory-run-records.ts';
import { createClustersWithoutAzure } from './clusters-without-azure.ts';
import { onlyTheseAreAsked, onlyWhatIsAsked } from './only-what-is-asked.ts';

/** Everything that a proof needs from outside: the cluster, and for the rest this process. */
export function createProofPorts(
  verification: VerificationCluster,
  onStep: (step: RunStep, run: RunRecord) => void,
): Ports {
  const { sinks, alertStates } = createMemoryAlerts();
  return onlyTheseAreAsked<Ports>({
    verification,
    clusters: createClustersWithoutAzure(),
    records: onlyWhatIsAsked<Ports['records']>(createMemoryRunRecords(onStep)),
    postures: onlyWhatIsAsked<Ports['postures']>(createMemoryPostures()),
    // The evidence is in the records until the process ends, so there is nothing to keep it for.
    evidence: onlyWhatIsAsked<Ports['evidence']>({
      keepEvidence: async (document) => ({ hash: stableHash(JSON.stringify(document)) }),
    }),
    // Nobody can ask for a signature later.
    signer: null,
    chains: onlyWhatIsAsked<Ports['chains']>(createMemoryProofChains()),
    alertStates: onlyWhatIsAsked<Ports['alertStates']>(alertStates),
    sinks,
  });
}
