/** What a coded error means for whoever gets it. `httpStatus` is null where no HTTP answer stands behind it. */
export interface ErrorTraits {
  retryable: boolean;
  httpStatus: number | null;
}

const retryable = (httpStatus: number | null): ErrorTraits => ({ retryable: true, httpStatus });
const final = (httpStatus: number | null): ErrorTraits => ({ retryable: false, httpStatus });

/** Our own codes. Where Azure or Kubernetes gave a code of their own, that one is kept instead. */
export const errorCodes = {
  /** Retryable: ARM or the managed identity endpoint gave no answer (DNS, refused, TLS, timeout). */
  AzureUnreachable: retryable(null),
  /** Retryable: the API server of a cluster gave no answer; often an authorised IP range or a private cluster. */
  ClusterUnreachable: retryable(null),
  /** Retryable: an API server, or something before it, answered what is no JSON. */
  MalformedAnswer: retryable(null),
  /** Final: the certificate of an API server is not the cluster's. */
  CertificateRejected: final(null),
  /** Retryable: a namespace is on its way out, and takes nothing new. */
  NamespaceTerminating: retryable(403),
  /** Final: admission (Pod Security, quota, a policy, a webhook) refused an object, and would again. */
  AdmissionDenied: final(403),
  /** Retryable: an object of an earlier try is being deleted; its name will be free. */
  BeingDeleted: retryable(409),
  /** Final: an object of the name that we need belongs to somebody else. */
  NameTaken: final(409),
  /** Final: what was to be removed is not ours, and was left alone. */
  NotOurs: final(null),
  /** Retryable: the storage account of the history gave no answer. */
  StorageUnreachable: retryable(null),
  /** Retryable: an alert sink gave no answer. */
  SinkUnreachable: retryable(null),
  /** Retryable: too many requests; wait as long as the server says. */
  Throttled: retryable(429),
  /** Retryable: the server had a bad moment. */
  ServerFailed: retryable(500),
  /** Retryable: another operation holds the cluster; AKS allows one write at a time. */
  OperationNotAllowed: retryable(409),
  /** Retryable: a later operation took the place of ours; ask again. */
  OperationPreempted: retryable(409),
  /** Retryable: it changed while we looked; the next try reads it afresh. */
  PreconditionFailed: retryable(412),
  /** Retryable for a few minutes: a role assignment may still be on its way. After that a role is missing. */
  Forbidden: retryable(403),
  /** Final: the token was not accepted: wrong audience, tenant or cloud. */
  Unauthorized: final(401),
  /** Final: this app has no identity to get tokens with. */
  NoIdentity: final(null),
  /** Final: there is no such cluster, or this app may not see it. */
  ClusterNotFound: final(404),
  /** Final: the cluster's kubeconfig holds a client certificate, which this app does not use. */
  ClientCertificateOnly: final(null),
  /** Final: the cluster's kubeconfig names no server, certificate authority or way to log in. */
  KubeconfigUnusable: final(null),
  /** Final: the cluster could not be sent back as it was read, so it was not sent. */
  ClusterDoesNotRoundTrip: final(null),
  /** Final: settings of this app are missing or wrong. */
  InvalidSettings: final(null),
  /** Final: a stored row is not what this version writes. */
  StoredRowUnreadable: final(null),
  /** Final: kept evidence is not what was kept: its bytes and its name disagree. */
  EvidenceCorrupt: final(500),
  /** Final: a value is too large to be stored. */
  ValueTooLarge: final(413),
  /** Final: the continuation of a page is not one that we gave. */
  InvalidContinuation: final(400),
  /** Final: a run of that id does not exist. */
  RunNotFound: final(404),
  /** Final: an alert sink refused an alert; it is kept as a dead letter. */
  SinkRefused: final(null),
  /** Final: alerts wait for a sink that is set no longer; they are kept as dead letters. */
  SinkUnknown: final(null),
  /** Final: a stored alert is not what this version writes; it is kept as a dead letter. */
  AlertUnreadable: final(null),
  /** Retryable, a bounded number of times: nobody foresaw it. */
  Unexpected: retryable(null),
} as const satisfies Record<string, ErrorTraits>;

export type ErrorCode = keyof typeof errorCodes;
