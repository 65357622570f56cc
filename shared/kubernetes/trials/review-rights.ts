import { chunks } from '../../plain/chunks.ts';
import type { ClusterRight } from '../../preflight/kubernetes/cluster-rights.ts';
import type { ReviewedRight } from '../../preflight/kubernetes/trial-facts.ts';
import type { ClusterApis } from '../connection/cluster-apis.ts';

/** Reviews at a time: each may open a connection, and a webhook of Azure answers each. */
const atOnce = 6;

/** Asks about each right by itself. Throws the errors of the client. */
export async function reviewRights(apis: ClusterApis, rights: ClusterRight[]): Promise<ReviewedRight[]> {
  const reviewed: ReviewedRight[] = [];
  for (const some of chunks(rights, atOnce))
    reviewed.push(...(await Promise.all(some.map((right) => reviewRight(apis, right)))));
  return reviewed;
}

async function reviewRight({ access }: ClusterApis, right: ClusterRight): Promise<ReviewedRight> {
  const { verb, group, resource, namespace } = right;
  const resourceAttributes = { verb, group, resource, ...(namespace !== null && { namespace }) };
  const { status } = await access.createSelfSubjectAccessReview({ body: { spec: { resourceAttributes } } });
  const { allowed = false, denied = false, reason = '', evaluationError } = status ?? {};
  // Beside a decision, the error of another authorizer changes nothing.
  const undecided = allowed || denied || reason ? null : evaluationError || null;
  return { right, allowed, reason, undecided };
}
