/**
 * How lists merge, by the name of the field that holds them: the `patchMergeKey` and `listMapKeys` that the Kubernetes
 * types carry. A name means one thing in all kinds that are emulated; lists that aren't named here are replaced whole.
 */
export interface ListKeys {
  /** Key of strategic merge patch. */
  mergeKey: string;
  /** Keys of server-side apply. */
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
/** Lists of scalars in which each value is a member of its own. */
export const isSet = (field: string): boolean => sets.has(field);
/** Maps that are replaced whole under server-side apply. */
export const isAtomicMap = (field: string): boolean => atomicMaps.has(field);
