import type { SandboxPolicy } from '../sandbox-policy.ts';
import type { NamespaceFacts, RuntimeClassFacts } from '../workload-facts.ts';

/** What the rules about pods look up. */
export interface PodContext {
  runtimeClasses: RuntimeClassFacts[];
  /** By name. */
  namespaces: ReadonlyMap<string, NamespaceFacts>;
  policy: SandboxPolicy;
}
