/** The faults of Azure Resource Manager. Without any field, nothing fails. */
export interface ArmFaults {
  /** The pool PUT is accepted, but its operation ends as Failed and the pool has this provisioningError. */
  poolOperationFails?: { code: string; message: string };
  /** The PUT of a new cluster is accepted, but its operation ends as Failed and the cluster has this provisioningError. */
  clusterOperationFails?: { code: string; message: string };
  /** The PUT of a pool or of a new cluster is refused with ErrCode_InsufficientVCPUQuota. */
  vcpuQuotaExceeded?: boolean;
  /** Sizes of which Azure's own list says, as it does of new ones, that they have nested virtualization; AKS may differ. */
  listedAsNested?: string[];
  /** How many of the first requests to clusters and pools are answered 429 with Retry-After. */
  throttledRequests?: number;
  /**
   * Before the first write to a cluster, a background operation of the platform begins there and causes 409 for this
   * long, in emulated milliseconds.
   */
  backgroundOperationMs?: number;
  /**
   * Requests whose path matches get no answer (`nothing`), or 500. The AKS resource provider's own requests are never among
   * them: what fails is what is read beside it.
   */
  badAnswers?: { path: RegExp; answer: 'nothing' | 'server-error' };
  /** An Azure Policy denies node pools, and clusters with pools, without Trusted Launch (RequestDisallowedByPolicy). */
  policyDemandsTrustedLaunch?: boolean;
  /**
   * Every cluster is private, and no name of its API server leads anywhere from here: the app is not integrated into a
   * virtual network with a way to that of the cluster.
   */
  noWayToApiServers?: boolean;
  /** Every cluster has `az aks command invoke` turned off (`disableRunCommand`). */
  runCommandDisabled?: boolean;
}

/** A new pod as a mutating webhook sees it. */
export interface NewPod {
  metadata: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: Record<string, unknown> & { containers: Record<string, unknown>[] };
}

/** A new object as a webhook of admission sees it: with its template, where it has one. */
export interface NewObject {
  metadata: {
    name?: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

/** A webhook that is asked about new objects: its configuration, and what its server answers. */
export interface AdmissionWebhook {
  /** Such as `validation.gatekeeper.sh`. */
  name: string;
  /** Of what kinds it is asked. */
  resources: ('pods' | 'jobs' | 'namespaces')[];
  /** Namespaces whose objects it is not asked about, as its `namespaceSelector` would say. */
  exceptNamespaces?: string[];
  /** `sideEffects` of its configuration. */
  sideEffects: 'None' | 'NoneOnDryRun' | 'Some' | 'Unknown';
  /** A mutating webhook changes the object so. */
  change?: (object: NewObject) => void;
  /** A validating webhook says so why it denies; null admits. */
  deny?: (object: NewObject) => string | null;
  /** The HTTP status in its denial. Without one, the API server answers 400. */
  denialCode?: number;
  /** Its server gives no answer, and `failurePolicy` is Fail. */
  unreachable?: boolean;
}

/** An object that somebody has made in a cluster. */
export interface SeededObject {
  apiVersion: string;
  kind: 'Namespace' | 'ResourceQuota' | 'LimitRange' | 'RuntimeClass' | 'Deployment';
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [field: string]: unknown;
}

/** A rule of Kubernetes' RBAC. `*` stands for all. */
export interface AccessRule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
  /** Null for the rule of a ClusterRole that is bound in the whole cluster. */
  namespace: string | null;
}

/** The faults of the clusters. Without any field, nothing fails. */
export interface KubernetesFaults {
  /**
   * The app's identity may do in the clusters what these rules allow, and nothing else. Without them, it may do everything.
   */
  access?: AccessRule[];
  /** Nodes register, but they never become Ready and never list the Kata handler. */
  nodesNeverReady?: boolean;
  /** Azure counts a last node in each Kata pool that never registers in the cluster. */
  lastNodeNeverRegisters?: boolean;
  /** The RuntimeClass of Kata is not there until the cluster is updated, as on clusters older than Kata's release. */
  runtimeClassOnlyAfterUpdate?: boolean;
  /** The kata handler is silently mapped to runc, so a sandboxed pod runs on the kernel of its node. */
  kataHandlerRunsRunc?: 'every-node' | 'last-node';
  /** A mutating webhook drops `runtimeClassName` from new pods. */
  webhookDropsRuntimeClass?: boolean;
  /** A mutating webhook changes new pods as this function does. */
  webhookChangesPods?: (pod: NewPod) => void;
  /** Webhooks that are asked about new objects, after Kubernetes' own plugins. */
  webhooks?: AdmissionWebhook[];
  /** What somebody has made in every cluster before anybody else came. */
  objects?: SeededObject[];
  /** Nobody may ask for access reviews: `system:basic-user` is bound to nobody. */
  accessReviewsForbidden?: boolean;
  /** Access reviews are answered without a decision: the webhook that decides (AKS's guard) gives no answer. */
  accessReviewsFail?: boolean;
  /** The API server takes requests and answers none, as a firewall makes it look that drops what it does not like. */
  apiServerSilent?: boolean;
  /** Sandboxed pods have their own kernel, but it shows no mark of Kata (as with gVisor or a changed image). */
  guestIsNotKata?: boolean;
  /**
   * Guests are not booted anew: they are clones with one boot id (`one-another`), or show that of another node of the
   * cluster (`another-node`).
   */
  guestsShareBootId?: 'one-another' | 'another-node';
  /** A Kata pool's last node reboots (new boot id) once a pod pair has run on it, before the pair is looked at again. */
  nodeRebootsAfterPods?: boolean;
  /** Nodes have no allocatable memory left, so pods stay Pending with FailedScheduling. */
  nodesFull?: boolean;
  /** Every image pull fails with ErrImagePull, then ImagePullBackOff. */
  imagePullFails?: boolean;
  /** Containers end with exit code 0 and write neither output nor a termination message. */
  containersStaySilent?: boolean;
  /** Ordinary pods report a boot id that is not that of their node. */
  ordinaryPodsLie?: boolean;
  /**
   * Every nth request to a resource is answered 500 or 503, and watches break after so many milliseconds of the clock.
   */
  flakyApiServer?: { failEvery: number; watchDropsAfterMs: number };
}

export interface Scenario {
  name: string;
  /** What goes wrong, in one line, for `--list`. */
  summary: string;
  arm: ArmFaults;
  kubernetes: KubernetesFaults;
}
