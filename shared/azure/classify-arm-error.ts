import { roleNames } from '../clusters/role-names.ts';
import { KataproofError } from '../errors/kataproof-error.ts';
import type { RestErrorFacts } from '../errors/parse-rest-error.ts';
import { strangeAnswer } from '../errors/strange-answer.ts';

/**
 * Codes of a 404 that mean the requested resource. Any other 404, such as a proxy's, says nothing about the resource.
 */
const missing = /^(Resource|ParentResource|ResourceGroup|Subscription|AgentPool)?NotFound$/i;
/** Codes of a 403 that a role assignment heals. Others, such as RequestDisallowedByPolicy, are final decisions. */
const roleMissing = /^(AuthorizationFailed|LinkedAuthorizationFailed|Forbidden|Http403)$/i;
/** Codes of a 401 for a token of another tenant than the subscription's. */
const otherTenant = /^InvalidAuthenticationTokenTenant$/i;
/** Codes of a 409 that passes by itself. AKS says OperationNotAllowed when another operation is in progress. */
const busy = /OperationNotAllowed|InProgress|Conflict|Preempted|Retryable|EtagMismatch|^Http409$/i;
const preempted = /^AKSOperationPreempted|overridden and canceled by a later operation/i;
/** Compute also says OperationNotAllowed when a quota is exceeded, and waiting does not raise a quota. */
const quota = /quota/i;

/** Whether ARM said that the requested resource does not exist. */
export function isMissing(facts: RestErrorFacts): boolean {
  return facts.kind === 'answered' && facts.status === 404 && missing.test(facts.code);
}

/**
 * Says what a failed call of Azure Resource Manager means: whether waiting heals it, and otherwise what to do. The
 * resource provider's own code and message are kept, because people search for them. `doing` completes the sentence
 * "This app may not …". Returns null for an error that does not come from the SDK.
 */
export function classifyArmError(facts: RestErrorFacts, doing: string): KataproofError | null {
  const strange = strangeAnswer('Azure Resource Manager', facts);
  if (strange) return strange;
  switch (facts.kind) {
    case 'unreachable':
      return new KataproofError('AzureUnreachable', `Azure Resource Manager gave no answer: ${facts.message}`);
    case 'no-token':
      return facts.transient
        ? new KataproofError('AzureUnreachable', `The managed identity endpoint gave no token: ${facts.message}`)
        : new KataproofError('NoIdentity', `${noIdentity} ${facts.message}`);
    case 'unreadable':
      return null;
    case 'other':
      return classifyOperation(facts.message);
    case 'answered':
      return classifyAnswer(facts, doing);
  }
}

const noIdentity =
  'This app has no identity to reach Azure with. Give it a managed identity (and AZURE_CLIENT_ID, if user-assigned); on a laptop, sign in (az login).';

function classifyAnswer(facts: RestErrorFacts & { kind: 'answered' }, doing: string): KataproofError {
  const { status, code, message, retryAfterMs } = facts;
  const options = { httpStatus: status, retryAfterMs };
  const final = (finalCode: string) => new KataproofError(finalCode, message, { ...options, retryable: false });
  if (status === 401 && otherTenant.test(code))
    return new KataproofError(
      'OtherTenant',
      `The subscription belongs to another Entra tenant than this app's identity, which is not supported (${code}): ${message}`,
      options,
    );
  if (status === 401)
    return new KataproofError(
      'Unauthorized',
      `Azure did not accept this app's token (${code}): ${message} Check AZURE_RESOURCE_MANAGER_AUDIENCE and the tenant.`,
      options,
    );
  if (status === 429) return new KataproofError('Throttled', `Azure throttles this app (${code}): ${message}`, options);
  if (status === 408 || status >= 500)
    return new KataproofError('ServerFailed', `Azure failed (${code}): ${message}`, options);
  if (quota.test(`${code} ${message}`)) return final(code === 'OperationNotAllowed' ? 'QuotaExceeded' : code);
  if (status === 403 && roleMissing.test(code))
    return new KataproofError('Forbidden', `This app may not ${doing}. ${message}${linkedRemedy(code)}`, options);
  if (status === 404 && missing.test(code)) return new KataproofError('ClusterNotFound', message, options);
  if (status === 412) return new KataproofError('PreconditionFailed', message, options);
  if (status === 409 && preempted.test(`${code} ${message}`))
    return new KataproofError('OperationPreempted', message, options);
  if (status === 409 && busy.test(code)) return new KataproofError('OperationNotAllowed', message, options);
  return final(code);
}

/** The role on the cluster is there: what lacks is a right on something that the request names, such as a subnet. */
function linkedRemedy(code: string): string {
  if (!/^LinkedAuthorizationFailed$/i.test(code)) return '';
  return ` Give its identity that action on the linked resource, for subnets by the role "${roleNames.subnetUser}".`;
}

/** For a failed operation the SDK throws a plain Error that has the code only in its text. */
function classifyOperation(text: string): KataproofError | null {
  const [, code = 'OperationFailed', said] =
    /^The long-running operation has failed\.?(?: (\w+)\.)?\s*(.*)$/s.exec(text) ?? [];
  if (said === undefined) return null;
  if (preempted.test(`${code} ${said}`)) return new KataproofError('OperationPreempted', text);
  return new KataproofError(code, said || text);
}
