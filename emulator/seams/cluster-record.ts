/** A request that an API server has answered or is answering. A watch has its code as soon as it has begun. */
export interface LoggedRequest {
  method: string;
  /** The path with the query. */
  url: string;
  /** The HTTP status; null while there is no answer. */
  code: number | null;
}

/** When a pod came, could be used, and ended, in milliseconds since the epoch by the emulator's clock; null for not yet. */
export interface PodTimes {
  namespace: string;
  name: string;
  createdAtMs: number;
  readyAtMs: number | null;
  endedAtMs: number | null;
}

/** What has happened in one cluster: calls are counted by it, and what pods took is told from what their maker took. */
export interface ClusterRecord {
  requests: readonly LoggedRequest[];
  pods: readonly PodTimes[];
}
