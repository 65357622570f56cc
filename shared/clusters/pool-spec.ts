/** The pool that a caller wants. Everything else is AKS's default or follows from Kata. */
export interface PoolSpec {
  /** `^[a-z][a-z0-9]{0,11}$` */
  name: string;
  vmSize: string;
  /** Nodes. */
  count: number;
  /** `key=value:Effect` */
  nodeTaints: string[];
  nodeLabels: Record<string, string>;
  /** Availability zones, e.g. ['1', '2']; empty for none. */
  zones: string[];
  tags: Record<string, string>;
}
