/** Where verdicts put nodes that no agent pool owns: those that node auto-provisioning (Karpenter) made. */
export const unpooled = '(no agent pool)';

/**
 * Whether a pool's workload runtime is Kata's: `KataVmIsolation`, or the name that it had in preview and that no stable API
 * version has; clusters may still have pools of it.
 */
export function isKataRuntime(workloadRuntime: string): boolean {
  return /^kata(mshv)?vmisolation$/i.test(workloadRuntime);
}

/** Whether a node runs Kata pods: by AKS's label or by what its runtime offers, whoever made the node. */
export function isKataNode(node: { kataLabel: boolean; runtimeHandlers: readonly string[] }): boolean {
  return node.kataLabel || node.runtimeHandlers.some((handler) => handler.startsWith('kata'));
}
