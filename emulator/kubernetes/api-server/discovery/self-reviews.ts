import { localAccount } from '../../../seams/token-authority.ts';
import { isRecord } from '../../api/json.ts';
import { definitionOf } from '../../api/resource-definitions.ts';
import { badRequest } from '../../api/status-errors.ts';
import { loadObjectDecoder } from '../decoding/decode-object.ts';
import type { ClusterAuthorization } from '../requests/create-authorizer.ts';
import type { ApiPath } from '../requests/request-path.ts';

/** Who asks about himself, and what decides about him. */
interface Asker {
  user: string;
  authorization: Pick<ClusterAuthorization, 'rules' | 'roleAssignments'>;
}

const everything = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };

/** What `system:basic-user` lets everybody do. */
const basicRules = [
  {
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  },
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
];

/** What `system:discovery` and `system:public-info-viewer` let everybody read. */
const openPaths = {
  verbs: ['get'],
  nonResourceURLs: [
    '/api',
    '/api/*',
    '/apis',
    '/apis/*',
    '/healthz',
    '/livez',
    '/openapi',
    '/openapi/*',
    '/readyz',
    '/version',
    '/version/',
  ],
};

interface Review {
  kind: string;
  answer(asker: Asker, sent: Record<string, unknown>): Record<string, unknown>;
}

/** `kubectl auth can-i --list` and `kubectl auth whoami`, by their paths. */
const reviews: Record<string, Review> = {
  'authorization.k8s.io/v1/selfsubjectrulesreviews': { kind: 'SelfSubjectRulesReview', answer: reviewRules },
  'authentication.k8s.io/v1/selfsubjectreviews': { kind: 'SelfSubjectReview', answer: reviewUser },
};

const keyOf = (path: ApiPath) =>
  path.kind === 'unknown-resource' ? `${path.group}/${path.version}/${path.resource}` : '';

export const isSelfReview = (path: ApiPath): boolean => keyOf(path) in reviews;

/** Answers a review of the caller himself. Throws StatusError for a body that is none. */
export async function answerSelfReview(
  path: ApiPath,
  sent: { body: Buffer; contentType: string; fieldValidation: string | null },
  asker: Asker,
): Promise<Record<string, unknown>> {
  const [group = '', version = ''] = keyOf(path).split('/');
  const review = reviews[keyOf(path)];
  if (!review) return {};
  const definition = { ...definitionOf('pods'), group, versions: [version], kind: review.kind };
  const { object } = (await loadObjectDecoder()).decodeBody(definition, sent);
  return review.answer(asker, object);
}

/** Roles of Azure are decided by a webhook, of which nobody can ask a list (k8s.io/apiserver, plugin/pkg/authorizer/webhook). */
function reviewRules({ user, authorization }: Asker, { spec }: Record<string, unknown>) {
  const { rules, roleAssignments } = authorization;
  const namespace = isRecord(spec) && typeof spec['namespace'] === 'string' ? spec['namespace'] : '';
  if (namespace === '') throw badRequest('no namespace on request');
  const mayAll = user === localAccount || (rules === null && roleAssignments === null);
  const own = (rules ?? [])
    .filter((rule) => rule.namespace === null || rule.namespace === namespace)
    .map(({ verbs, apiGroups, resources }) => ({ verbs, apiGroups, resources }));
  const webhook = roleAssignments !== null && {
    evaluationError: 'webhook authorizer does not support user rule resolution',
  };
  return {
    kind: 'SelfSubjectRulesReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec: {},
    status: {
      resourceRules: [...basicRules, ...(mayAll ? [everything] : own)],
      nonResourceRules: [...(mayAll ? [{ verbs: ['*'], nonResourceURLs: ['*'] }] : []), openPaths],
      incomplete: roleAssignments !== null,
      ...webhook,
    },
  };
}

/** AKS' local account is a certificate of the user `masterclient`, in the group of administrators. */
function reviewUser({ user }: Asker) {
  const groups = [...(user === localAccount ? ['system:masters'] : []), 'system:authenticated'];
  return {
    kind: 'SelfSubjectReview',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { creationTimestamp: null },
    status: { userInfo: { username: user === localAccount ? 'masterclient' : user, groups } },
  };
}
