import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { LoggedRequest } from '../../seams/cluster-record.ts';
import type { TokenAuthority } from '../../seams/token-authority.ts';
import { methodNotAllowed } from '../api/status-errors.ts';
import { sendAnswer, sendError, sendText } from './answers/send-answer.ts';
import { answerAccessReview, isAccessReview, refuseAccessReview, undecided } from './discovery/access-review.ts';
import { answerDocument } from './discovery/answer-document.ts';
import { answerSelfReview, isSelfReview } from './discovery/self-reviews.ts';
import { createFlakyAnswers } from './flaky-answers.ts';
import { handleResource } from './handle-resource.ts';
import { createExecUpgrade } from './pods/exec-upgrade.ts';
import type { Access } from './requests/access-of.ts';
import { createPolicyCheck, type GivenPolicies } from './requests/admission-policies.ts';
import { admitAs } from './requests/admit-as.ts';
import type { ApiCall, ClusterApi } from './requests/api-call.ts';
import { authenticate, isPublicPath } from './requests/authenticate.ts';
import { authorize } from './requests/authorize.ts';
import { type ClusterAuthorization, createAuthorizer } from './requests/create-authorizer.ts';
import { negotiate } from './requests/negotiate.ts';
import { readBody } from './requests/read-body.ts';
import { createRequestLog } from './requests/request-log.ts';
import { parseApiPath, type ResourcePath } from './requests/request-path.ts';
import { refuseResource } from './requests/unemulated-resources.ts';

export interface ApiServerOptions {
  cluster: ClusterApi;
  kubernetesVersion: string;
  tokens: TokenAuthority;
  certificate: { certPem: string; keyPem: string };
  host: string;
  /** A fault: every nth request to a resource fails. Null means that none does. */
  failEvery: number | null;
  /** A fault: requests are taken and never answered. */
  silent: boolean;
  /** A fault: nobody may ask for access reviews. */
  accessReviewsForbidden: boolean;
  /** A fault: the webhook that decides gives no answer. */
  accessReviewsFail: boolean;
  authorization: ClusterAuthorization;
  admissionPolicies: GivenPolicies;
}

export interface ApiServer {
  /** The https URL, with the port that the system chose. */
  url: string;
  requests: readonly LoggedRequest[];
  /** Closes every connection, also those of watches. */
  stop(): Promise<void>;
}

/**
 * Clients keep idle connections for later. With Node's default of 5 s the server would close one at the moment when its
 * client uses it again.
 */
const keepAliveMs = 120_000;

/** Starts one cluster's API server on a free port. Rejects when it cannot listen on `host`. */
export async function createApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { cluster, tokens, certificate, host } = options;
  const authorizer = createAuthorizer(options.authorization);
  const checkPolicies = createPolicyCheck(options.admissionPolicies, cluster.store);
  const log = createRequestLog();
  const flaky = createFlakyAnswers(options.failEvery);
  let address = '';

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'https://kubernetes');
    const { headers, method = 'GET' } = request;
    const body = await readBody(request);
    // Whoever shows a token that is none is refused everywhere, as by kube-apiserver: nobody is anonymous by mistake.
    const isAnonymous = headers.authorization === undefined && isPublicPath(url.pathname);
    const user = isAnonymous ? '' : await authenticate(tokens, headers.authorization);
    const path = parseApiPath(url.pathname);
    if (path.kind === 'document') {
      if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed();
      const about = { kubernetesVersion: options.kubernetesVersion, address };
      const { contentType, text } = await answerDocument(path.path, headers.accept ?? '', about);
      return sendText(response, 200, contentType, text);
    }
    if (path.kind === 'unknown-resource') {
      if (!isAccessReview(path) && !isSelfReview(path)) throw refuseResource(path.group, path.version, path.resource);
      if (method !== 'POST') throw methodNotAllowed();
      if (options.accessReviewsForbidden) throw refuseAccessReview(user);
      const contentType = headers['content-type'] ?? '';
      const fieldValidation = url.searchParams.get('fieldValidation');
      const sent = { body, contentType, fieldValidation };
      const may = (access: Access) => (options.accessReviewsFail ? undecided : authorizer.review(user, access));
      const review = isSelfReview(path)
        ? await answerSelfReview(path, sent, { user, authorization: options.authorization })
        : await answerAccessReview(may, sent);
      return sendText(response, 201, 'application/json', JSON.stringify(review));
    }
    flaky.pass();
    authorize(authorizer, { user, method, path, query: url.searchParams });
    const call = parseCall(request, path, url.searchParams, body);
    const admission = admitAs(user, cluster.admission, checkPolicies, options.authorization.record);
    sendAnswer(response, call, await handleResource({ ...cluster, admission }, call), cluster.clock.now());
  }

  const server = createServer({ cert: certificate.certPem, key: certificate.keyPem }, (request, response) => {
    const entry = log.begin(request.method ?? '', request.url ?? '');
    response.on('error', () => response.destroy());
    if (options.silent) return;
    // Go's server does not tell for how long it keeps a connection, as Node's does unless this header is there: clients go by
    // their own time then.
    if (request.httpVersion === '1.1' && request.headers.connection !== 'close')
      response.setHeader('connection', 'keep-alive');
    answer(request, response)
      .catch((error: unknown) => sendError(response, error, request.headers.accept))
      .finally(() => {
        entry.code = response.statusCode;
      });
  });
  server.keepAliveTimeout = keepAliveMs;
  const upgrade = createExecUpgrade({ cluster, tokens, authorizer, log });
  server.on('upgrade', upgrade.handle);
  address = `${host}:${await listen(server, host)}`;
  return {
    url: `https://${address}`,
    requests: log.requests,
    async stop() {
      upgrade.stop();
      await close(server);
    },
  };
}

/** Throws StatusError NotAcceptable when the client accepts no media type that is served. */
function parseCall(
  { method = 'GET', headers }: IncomingMessage,
  path: ResourcePath,
  query: URLSearchParams,
  body: Buffer,
): ApiCall {
  return {
    method,
    path,
    query,
    // A log is always text, whatever the client accepts.
    representation: negotiate(path.subresource === 'log' ? undefined : headers.accept, query),
    contentType: headers['content-type'] ?? '',
    userAgent: headers['user-agent'] ?? '',
    body,
  };
}

/** Listens on any free port and resolves with the port. */
async function listen(server: Server, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
