/** A shell command that Azure runs in a pod of the cluster (`az aks command invoke`). */
export interface ClusterCommand {
  /** 32 hexadecimal digits. */
  id: string;
  /** The script, with the words of a shell. */
  command: string;
  /** The attached files, which lie in the folder that the command starts in. */
  files: readonly AttachedFile[];
  /** The bearer token that kubectl uses inside. */
  token: string;
  /** Bytes of output that Azure keeps; the rest is cut off. */
  outputBytes: number;
}

export interface AttachedFile {
  /** Relative, with `/`. */
  path: string;
  content: Uint8Array;
}

/** How a command ended. Moments are milliseconds since the epoch. */
export type CommandEnd =
  | { end: 'ran'; exitCode: number; logs: string; startedAtMs: number; finishedAtMs: number }
  /** Its container never ran, for a reason such as `ImagePullBackOff`. */
  | { end: 'not-started'; reason: string }
  /** There is no pod, or it found no place. */
  | { end: 'refused'; code: 'KubernetesOperationError' | 'KubernetesPerformanceError'; message: string };
