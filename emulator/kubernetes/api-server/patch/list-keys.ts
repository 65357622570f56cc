/**
 * How lists merge, by the name of their field: the `patchMergeKey` and the `listMapKeys` of the Kubernetes types. A
 * field name has the same meaning in all emulated kinds. Lists without an entry here are replaced as a whole.
 */
export interface ListKeys {
  /** The key of strategic merge patch. */
  mergeKey: string;
  /** The keys of server-side apply. */
  mapKeys: string[];
}

const keyed = (mergeKey: string, ...more: string[]): ListKeys => ({ mergeKey, mapKeys: [mergeKey, ...more] });

const lists: Record<string, ListKeys> = {
  containers: keyed('name'),
  initContainers: keyed('name'),
  ephemeralContainers: keyed('name'),
  volumes: keyed('name'),
  env: keyed('name'),
  ports: keyed('containerPort', 'protocol'),
  volumeMounts: keyed('mountPath'),
  volumeDevices: keyed('devicePath'),
  hostAliases: keyed('ip'),
  imagePullSecrets: keyed('name'),
  secrets: keyed('name'),
  schedulingGates: keyed('name'),
  resourceClaims: keyed('name'),
  topologySpreadConstraints: keyed('topologyKey', 'whenUnsatisfiable'),
  conditions: keyed('type'),
  addresses: keyed('type'),
  podIPs: keyed('ip'),
  ownerReferences: keyed('uid'),
};

const sets = new Set(['finalizers', 'podCIDRs']);
const atomicMaps = new Set(['nodeSelector', 'selector', 'labelSelector', 'valueFrom']);

export const listKeysOf = (field: string): ListKeys | undefined => lists[field];
/** Whether the field is a list of scalars in which each value is a separate member. */
export const isSet = (field: string): boolean => sets.has(field);
/** Whether the field is a map that server-side apply replaces as a whole. */
export const isAtomicMap = (field: string): boolean => atomicMaps.has(field);
