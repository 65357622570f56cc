/**
 * How much time, how many bytes and how many pages an answer from outside may take. Each limit is far above what a
 * healthy server needs. An activity ends at `functionTimeout` (host.json), so what one activity does must end before.
 */

const mebibyte = 1024 * 1024;

/** Limits of calls to a cluster's API server, which is not trusted. */
export const clusterLimits = {
  /** Milliseconds that one request may take, its answer included. */
  requestTimeoutMs: 15_000,
  /** Milliseconds that one step may take with all its requests, pages and retries, and the opening of the connection. */
  callTimeoutMs: 150_000,
  /** Milliseconds that a watch may be silent; API servers send a bookmark about once a minute. */
  watchIdleMs: 75_000,
  /** Bytes of one answer: a page of 500 nodes, each with 50 images and managed fields, has about 15 MiB. */
  answerBytes: 32 * mebibyte,
  /** Bytes of all answers of one step: about 60,000 pods. */
  callBytes: 512 * mebibyte,
  /** Pages of one list: 200,000 objects. Kubernetes is made for 150,000 pods ("Considerations for large clusters"). */
  listPages: 400,
  /** Characters of a list's `continue`; real ones have a few hundred. */
  continueChars: 8_000,
};

export type ClusterLimits = typeof clusterLimits;

/** The same for what is asked before a run: a person waits for the table, and what is not answered stays open. */
export const trialLimits: Pick<ClusterLimits, 'requestTimeoutMs' | 'callTimeoutMs'> = {
  requestTimeoutMs: 5_000,
  callTimeoutMs: 7_000,
};

/**
 * Limits of calls to a cluster's API that go by commands (`az aks command invoke`). AKS gives the pod of a command 60
 * seconds to be scheduled, and keeps 512 kB of its output ("Access a private AKS cluster using the command invoke feature").
 */
export const commandLimits = {
  commandTimeoutMs: 75_000,
  requestTimeoutMs: 160_000,
  callTimeoutMs: 240_000,
  callBytes: clusterLimits.callBytes,
  answerBytes: clusterLimits.answerBytes,
  /** Milliseconds between two reads of what a watch would tell of. */
  pauseMs: 5_000,
  /** Milliseconds before each further try to reach an API server: one that is down for a moment can be reached. */
  triesAfterMs: [500, 1_500] as readonly number[],
};

/** Limits of calls through a client of the Azure SDK. */
export interface AzureLimits {
  /** Milliseconds that one call may take with its token, its retries and its answer. */
  callTimeoutMs: number;
  /** Bytes of one answer. */
  answerBytes: number;
  /**
   * The longest wait that a server may ask for (Retry-After) and that is made within the call, in milliseconds; a longer
   * one is left to the workflow, which waits on durable timers. For clients that retry.
   */
  longestWaitMs?: number;
}

/** AKS takes seconds to accept an operation, and no call waits until the operation ends. */
export const armLimits: AzureLimits = { callTimeoutMs: 30_000, answerBytes: 32 * mebibyte };

/** The service itself gives up after 30 seconds ("Query timeout and pagination", Table service). */
export const tableLimits: AzureLimits = {
  callTimeoutMs: 30_000,
  answerBytes: 32 * mebibyte,
  longestWaitMs: 2_000,
};

/** A blob of evidence has some megabytes at most. */
export const blobLimits: AzureLimits = { callTimeoutMs: 60_000, answerBytes: 64 * mebibyte };

/** A vault answers within seconds, and a verdict waits for it: what is not signed now is signed later. */
export const vaultLimits: AzureLimits = { callTimeoutMs: 10_000, answerBytes: mebibyte, longestWaitMs: 2_000 };

/** Receivers of alerts are told to queue the alert and to answer at once. */
export const sinkLimits: AzureLimits = { callTimeoutMs: 10_000, answerBytes: mebibyte };

/** Milliseconds that a resolver may take to say whether a name has an address. */
export const lookupTimeoutMs = 5_000;

/** Milliseconds within which the identity endpoint must give a token. */
export const tokenTimeoutMs = 20_000;

/** Characters of a continuation of Azure Resource Manager or Resource Graph; real ones have some hundred. */
export const continuationChars = 4_000;
