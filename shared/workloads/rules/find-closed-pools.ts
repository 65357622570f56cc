import { isQuarantine } from '../../clusters/quarantine.ts';
import type { Sighting } from '../finding.ts';
import type { AzureFacts } from '../workload-facts.ts';

/**
 * Rule `pool-in-quarantine`: a pool has the taint that keeps everything off it until it is proven. The message says why it
 * is not open, by its last proof. It ends with the taint, whoever takes that off.
 */
export function findClosedPools({ pools, proofs }: AzureFacts): Sighting[] {
  return (pools ?? []).flatMap(({ name, nodeTaints }) => {
    const taint = nodeTaints.find(isQuarantine);
    if (taint === undefined) return [];
    const proof = proofs.find(({ poolName }) => poolName.toLowerCase() === name.toLowerCase());
    const why = proof
      ? `It was last proven at ${proof.provenAt}, as ${proof.verdict}: ${proof.reason}`
      : 'It was never proven.';
    return [{ subject: `NodePool/${name}`, message: `${taint} keeps pods off it. ${why}` }];
  });
}
