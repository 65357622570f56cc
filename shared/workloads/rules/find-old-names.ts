import { kataNodeLabel, oldKataNodeLabels, oldKataRuntimeClasses, oldKataRuntimes } from '../../isolation/kata.ts';
import { nameSome } from '../../plain/name-some.ts';
import type { Sighting } from '../finding.ts';
import type { AzureFacts, WorkloadFacts } from '../workload-facts.ts';
import { groupKataNodes } from './group-kata-nodes.ts';

/** Rule `old-runtime-class`: the RuntimeClass of a preview still exists. */
export function findOldClasses({ runtimeClasses }: WorkloadFacts): Sighting[] {
  return runtimeClasses
    .filter(({ name }) => oldKataRuntimeClasses.includes(name))
    .map(({ name }) => ({ subject: `RuntimeClass/${name}`, message: `${name} is the name of a preview.` }));
}

/**
 * Rule `old-node-label`: a Kata node has only the label of a preview. A node that also has the present label is no
 * finding, because pods of the present RuntimeClass can run there.
 */
export function findOldNodeLabels({ nodes }: WorkloadFacts): Sighting[] {
  return [...groupKataNodes(nodes)].flatMap(([subject, kataNodes]) => {
    const old = kataNodes.filter(
      ({ kataLabels }) =>
        !kataLabels.includes(kataNodeLabel) && kataLabels.some((label) => oldKataNodeLabels.includes(label)),
    );
    const labels = nameSome(old.flatMap(({ kataLabels }) => kataLabels));
    const nodesSay = `${old.length} of ${kataNodes.length} Kata nodes`;
    return old.length > 0 ? [{ subject, message: `${nodesSay} carry ${labels}, not ${kataNodeLabel}.` }] : [];
  });
}

/** Rule `old-pool-runtime`: a pool has the workload runtime of a preview. */
export function findOldPools({ pools }: AzureFacts): Sighting[] {
  const old = oldKataRuntimes.map((runtime) => runtime.toLowerCase());
  return (pools ?? [])
    .filter(({ workloadRuntime }) => old.includes(workloadRuntime.toLowerCase()))
    .map(({ name, workloadRuntime }) => ({
      subject: `NodePool/${name}`,
      message: `Its workload runtime is ${workloadRuntime}, the name of a preview.`,
    }));
}
