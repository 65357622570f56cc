import { isUpstreamKataHandler, kataRuntimeClassName, oldKataRuntimeClasses } from '../isolation/kata.ts';
import type { RuntimeClassFacts } from '../workloads/workload-facts.ts';

/** The class that AKS installs ("Pod Sandboxing with AKS"). */
export const aksKataClass: RuntimeClassFacts = {
  name: kataRuntimeClassName,
  handler: 'kata',
  nodeSelector: { 'kubernetes.azure.com/kata-vm-isolation': 'true' },
  overhead: { memoryBytes: 600 * 1024 * 1024, milliCpu: null },
};

const bare = (name: string, handler: string): RuntimeClassFacts => ({
  name,
  handler,
  nodeSelector: {},
  overhead: null,
});

/**
 * The RuntimeClasses that are known without looking at a cluster: AKS's own, those of its previews, the one that is
 * asked for, which is taken to be like AKS's, and those that upstream's kata-deploy names like their handlers. Of every
 * other class only a cluster can say where it leads.
 */
export function knownClasses(wanted: string, used: readonly (string | null)[]): RuntimeClassFacts[] {
  const old = oldKataRuntimeClasses.map((name) => bare(name, name === 'kata-cc-isolation' ? 'kata-cc' : 'kata'));
  const upstream = [...new Set(used)].flatMap((name) =>
    name !== null && isUpstreamKataHandler(name) && name !== wanted ? [bare(name, name)] : [],
  );
  const all = [{ ...aksKataClass, name: wanted }, aksKataClass, ...old, bare('runc', 'runc'), ...upstream];
  return [...new Map(all.toReversed().map((each) => [each.name, each])).values()];
}
