import type { V1NodeSelectorTerm } from '@kubernetes/client-node';

/** Labels of nodes with newer names (k8s.io/kubernetes/pkg/api/node/util.go). */
const deprecatedLabels: Partial<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

/** Returns the warning for a label of nodes, if there is one. */
export function deprecatedLabel(key: string, warn: (why: string) => string): string[] {
  const why = Object.hasOwn(deprecatedLabels, key) ? deprecatedLabels[key] : undefined;
  return why === undefined ? [] : [warn(why)];
}

export const nodeSelectorTermWarnings = ({ matchExpressions }: V1NodeSelectorTerm, path: string): string[] =>
  (matchExpressions ?? []).flatMap(({ key }, index) =>
    deprecatedLabel(key, (why) => `${path}.matchExpressions[${index}].key: ${key} is ${why}`),
  );
