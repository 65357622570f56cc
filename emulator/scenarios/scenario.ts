/** What goes wrong in Azure Resource Manager. Every field unset: nothing does. */
export interface ArmFaults {
  /** The pool PUT is accepted; its operation ends Failed and the pool shows this provisioningError. */
  poolOperationFails?: { code: string; message: string };
  /** The pool PUT is refused with ErrCode_InsufficientVCPUQuota. */
  vcpuQuotaExceeded?: boolean;
  /** So many of the first requests to clusters and pools are answered 429 with Retry-After. */
  throttledRequests?: number;
  /** From the first write on, a background operation of the platform holds the cluster for so long: 409. */
  backgroundOperationMs?: number;
}

/** What goes wrong in the clusters. Every field unset: nothing does. */
export interface KubernetesFaults {
  /** Nodes register and never become Ready, nor list the Kata handler. */
  nodesNeverReady?: boolean;
  /** The kata handler is silently mapped to runc: a sandboxed pod runs on its node's kernel. */
  kataHandlerRunsRunc?: 'every-node' | 'last-node';
  /** A mutating webhook drops `runtimeClassName` from new pods. */
  webhookDropsRuntimeClass?: boolean;
  /** Sandboxed pods get a kernel of their own that shows no mark of Kata (as gVisor or a changed image would). */
  guestIsNotKata?: boolean;
  /** A Kata pool's last node reboots (new boot id) once a pod pair has run on it, before the pair is looked at again. */
  nodeRebootsAfterPods?: boolean;
  /** Nodes have no memory left to allocate: pods stay Pending with FailedScheduling. */
  nodesFull?: boolean;
  /** Every image pull fails with ErrImagePull, then ImagePullBackOff. */
  imagePullFails?: boolean;
  /** Containers end with exit code 0 and leave neither output nor a termination message. */
  containersStaySilent?: boolean;
  /** Ordinary pods report a boot id that is not their node's. */
  ordinaryPodsLie?: boolean;
  /** Every nth request is answered 500 or 503, and watches drop after so many milliseconds. */
  flakyApiServer?: { failEvery: number; watchDropsAfterMs: number };
}

export interface Scenario {
  name: string;
  /** One line for `--list`: what is wrong. */
  summary: string;
  arm: ArmFaults;
  kubernetes: KubernetesFaults;
}
