const namePart = /^[a-z0-9]([\w.-]{0,61}[a-z0-9])?$/i;
const prefixPart = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/** What `isLabelKey` takes, for messages. */
export const labelKeyInWords =
  'a name of at most 63 letters, digits, dashes, dots and underscores that begins and ends with a letter or digit, with an optional DNS prefix and a slash before it';

/** What `isLabelValue` takes, for messages. */
export const labelValueInWords =
  'empty, or at most 63 letters, digits, dashes, dots and underscores, with a letter or digit at both ends';

/**
 * Whether a label or a taint can have this key: a name with an optional DNS prefix (Kubernetes, "Labels and Selectors",
 * "Syntax and character set").
 */
export function isLabelKey(key: string): boolean {
  const [name = '', prefix, ...more] = key.split('/').reverse();
  return more.length === 0 && namePart.test(name) && (prefix === undefined || prefixPart.test(prefix));
}

/** Whether a label or a taint can have this value: a name or nothing. */
export function isLabelValue(value: string): boolean {
  return value === '' || namePart.test(value);
}

/** Namespaces of labels that the kubelet may set on its own node though they belong to Kubernetes. */
const ofKubelet = /^([a-z0-9.-]+\.)?(node|kubelet)\.kubernetes\.io$/;

/**
 * Whether a key cannot be chosen for the nodes of a pool: AKS keeps `kubernetes.azure.com/` and `kubernetes.io/` for
 * itself (AKS, "Use labels in an AKS cluster", "Reserved prefixes"), and a kubelet does not start with other labels of
 * Kubernetes (Kubernetes, "kubelet", `--node-labels`).
 */
export function isReservedLabelKey(key: string): boolean {
  const prefix = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
  if (/^(.*\.)?kubernetes\.azure\.com$/.test(prefix)) return true;
  return /^(.*\.)?(kubernetes|k8s)\.io$/.test(prefix) && !ofKubelet.test(prefix);
}
