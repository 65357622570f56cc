import { kataRuntimeClassName } from '../isolation/kata.ts';
import type { Sighting } from './found-finding.ts';
import { isKataNode } from './is-kata-node.ts';
import type { WorkloadFacts } from './workload-facts.ts';

/** Rule `runtime-class-absent`. */
export function findAbsentClass({ nodes, runtimeClasses }: WorkloadFacts): Sighting[] {
  const kataNodes = nodes.filter(isKataNode).length;
  if (kataNodes === 0 || runtimeClasses.some(({ name }) => name === kataRuntimeClassName)) return [];
  const message = `${kataNodes} Kata ${kataNodes === 1 ? 'node' : 'nodes'}, but no RuntimeClass of this name.`;
  return [{ subject: `RuntimeClass/${kataRuntimeClassName}`, message }];
}
