/** What a coded error means for its receiver. `httpStatus` is null when there was no HTTP answer. */
export interface ErrorTraits {
  retryable: boolean;
  httpStatus: number | null;
}

const retryable = (httpStatus: number | null): ErrorTraits => ({ retryable: true, httpStatus });
const final = (httpStatus: number | null): ErrorTraits => ({ retryable: false, httpStatus });

/** Our own error codes. When Azure or Kubernetes gave a code that we have no name for, their code is kept. */
export const errorCodes = {
  /** Retryable: ARM or the managed identity endpoint gave no answer (DNS, refused, TLS, timeout). */
  AzureUnreachable: retryable(null),
  /** Retryable: the API server of a cluster gave no answer; often an authorised IP range or a private cluster. */
  ClusterUnreachable: retryable(null),
  /**
   * Retryable: an API server, Azure, or a proxy before them, answered something that it never answers: a page, nothing,
   * other fields or types. The message says who and what.
   */
  MalformedAnswer: retryable(null),
  /** Retryable: an API server, Azure, or a proxy before them, sent us to another address. No redirect is followed. */
  RedirectRefused: retryable(null),
  /** Final: an answer, or a list with all its pages, is larger than any healthy one, and was not read to its end. */
  AnswerTooLarge: final(null),
  /** Final: a cluster that is reached by commands alone has them disabled (`disableRunCommand`). */
  RunCommandDisabled: final(400),
  /** Final: the cluster refuses the pod of a command: a policy, a quota. */
  RunCommandRefused: final(null),
  /** Retryable: a command in the cluster failed, or its pod found no place. */
  RunCommandFailed: retryable(null),
  /** Retryable: a command in the cluster did not end in time. */
  RunCommandTimedOut: retryable(null),
  /** Retryable: Azure no longer has the result of a command. */
  RunCommandResultLost: retryable(null),
  /** Final: the certificate of an API server is not the cluster's. */
  CertificateRejected: final(null),
  /** Retryable: a namespace is being deleted and accepts no new objects. */
  NamespaceTerminating: retryable(403),
  /** Final: admission (Pod Security, quota, a policy, a webhook) refused an object and would refuse it again. */
  AdmissionDenied: final(403),
  /** Retryable: an object of an earlier try is being deleted; after that its name is free. */
  BeingDeleted: retryable(409),
  /** Final: an object with the name that we need belongs to somebody else. */
  NameTaken: final(409),
  /** Final: the object to remove is not ours, so it was left alone. */
  NotOurs: final(null),
  /** Retryable: the storage account gave no answer. */
  StorageUnreachable: retryable(null),
  /** Retryable: Key Vault gave no answer; evidence is kept unsigned, and signed later. */
  VaultUnreachable: retryable(null),
  /** Final: the key that evidence is signed with is absent, disabled, expired or of another kind; somebody has to see to it. */
  SigningKeyUnusable: final(null),
  /** Retryable: an alert sink gave no answer. */
  SinkUnreachable: retryable(null),
  /** Retryable: too many requests; wait as long as the server says. */
  Throttled: retryable(429),
  /** Retryable: the server failed. */
  ServerFailed: retryable(500),
  /** Retryable: another operation is in progress; AKS allows one write to a cluster at a time. */
  OperationNotAllowed: retryable(409),
  /** Retryable: a later operation replaced ours; send it again. */
  OperationPreempted: retryable(409),
  /** Retryable: the resource changed between our read and our write; the next try reads it again. */
  PreconditionFailed: retryable(412),
  /**
   * Retryable for a few minutes, because a new role assignment takes that long to take effect. After that a role is
   * missing.
   */
  Forbidden: retryable(403),
  /** Final: the token was not accepted (wrong audience, tenant or cloud). */
  Unauthorized: final(401),
  /** Final: the cluster, or its subscription, belongs to another Entra tenant than this app's identity. */
  OtherTenant: final(403),
  /** Final: this app has no identity to get tokens with. */
  NoIdentity: final(null),
  /** Final: the cluster is outside the scopes that this app may touch (`KATAPROOF_ALLOWED_SCOPES`); nobody was asked. */
  ScopeNotAllowed: final(403),
  /** Final: there is no such cluster, or this app may not see it. */
  ClusterNotFound: final(404),
  /** Final: there is no such resource group, or this app may not see it. It makes none. */
  ResourceGroupNotFound: final(404),
  /** Final: the cluster's kubeconfig holds a client certificate, which this app does not use. */
  ClientCertificateOnly: final(null),
  /** Final: whoever logs in to the cluster needs a secret of its kubeconfig, for it has no Entra ID. */
  NoEntraLogin: final(null),
  /** Final: the cluster's kubeconfig is not as AKS writes it, or asks for a token that a cluster must not have. */
  KubeconfigUnusable: final(null),
  /** Final: a PUT of the cluster would have lost fields, so it was not sent. */
  ClusterDoesNotRoundTrip: final(null),
  /** Final: the same of a node pool whose quarantine was to be lifted. */
  NodePoolDoesNotRoundTrip: final(null),
  /** Final: settings of this app are missing or wrong. */
  InvalidSettings: final(null),
  /** Final: this version cannot read a stored row. */
  StoredRowUnreadable: final(null),
  /** Final: the bytes of stored evidence do not match the hash in its name. */
  EvidenceCorrupt: final(500),
  /** Final: a value is too large to be stored. */
  ValueTooLarge: final(413),
  /** Final: the continuation is not one that a page of this list gave. */
  InvalidContinuation: final(400),
  /** Final: a run of that id does not exist. */
  RunNotFound: final(404),
  /** Final: an alert sink refused an alert; it is kept as a dead letter. */
  SinkRefused: final(null),
  /** Final: alerts wait for a sink that is no longer set; they are kept as dead letters. */
  SinkUnknown: final(null),
  /** Final: this version cannot read a stored alert; it is kept as a dead letter. */
  AlertUnreadable: final(null),
  /** Final: a proof by kubeconfig (`kataproof prove`) has no deployment, and so nobody who knows the answer. */
  NotDeployed: final(null),
  /** Retryable a bounded number of times: an error that nobody foresaw. */
  Unexpected: retryable(null),
} as const satisfies Record<string, ErrorTraits>;

export type ErrorCode = keyof typeof errorCodes;
