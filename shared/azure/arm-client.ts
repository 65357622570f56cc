import { ContainerServiceClient } from '@azure/arm-containerservice';
import type { TokenCredential } from '@azure/identity';
import { KataproofError } from '../errors/kataproof-error.ts';
import { parseRestError } from '../errors/parse-rest-error.ts';
import { boundAzureClient, type Policy } from '../outbound/bound-azure-client.ts';
import { type AzureLimits, armLimits } from '../outbound/limits.ts';
import { withinTime } from '../outbound/within-time.ts';
import { asRecord } from '../plain/as-record.ts';
import { checkArmAnswer } from './check-arm-answer.ts';
import { classifyArmError } from './classify-arm-error.ts';

/** How to reach Azure Resource Manager, and with which identity. */
export interface ArmAccess {
  credential: TokenCredential;
  /** https URL of Azure Resource Manager without a slash at its end. */
  endpoint: string;
  /** The resource that tokens must be issued for. */
  audience: string;
  /** Of Microsoft.ContainerService; that of the client library when null or left out. */
  aksApiVersion?: string | null;
  /** `armLimits` when left out. */
  limits?: AzureLimits;
}

const armName = 'Azure Resource Manager';

/**
 * Creates an SDK client without retries: the SDK would wait for Retry-After inside the activity, which is billed, while
 * the workflow waits on durable timers. Only a broken connection is tried once more, at once, because servers close
 * idle kept-alive connections all the time.
 */
export function createArmClient(access: ArmAccess, subscriptionId: string, policies: Policy[] = []) {
  const { additionalPolicies, ...options } = boundAzureClient(armName, 'arm', access.limits ?? armLimits);
  return new ContainerServiceClient(access.credential, subscriptionId, {
    ...options,
    endpoint: access.endpoint,
    ...(access.aksApiVersion && { apiVersion: access.aksApiVersion }),
    credentials: { scopes: [`${access.audience}/.default`] },
    retryOptions: { maxRetries: 0 },
    additionalPolicies: [
      ...additionalPolicies,
      ...everyCallPolicies,
      ...policies.map((policy) => ({ policy, position: 'perCall' as const })),
    ],
  });
}

const retryBrokenConnection: Policy = {
  name: 'retryBrokenConnection',
  async sendRequest(request, next) {
    try {
      return await next(request);
    } catch (error) {
      const broken = (error as { code?: unknown } | null)?.code;
      if (request.abortSignal?.aborted || (broken !== 'ECONNRESET' && broken !== 'EPIPE')) throw error;
      return next(request);
    }
  },
};

/** What every client of Resource Manager does with each of its calls. */
export const everyCallPolicies = [retryBrokenConnection, checkArmAnswer].map((policy) => ({
  policy,
  position: 'perCall' as const,
}));

/**
 * Makes one call of Azure Resource Manager and waits at most `timeoutMs`, also for the token. Throws coded errors. `doing`
 * completes the sentence "This app may not …". `call` does nothing but call the SDK.
 */
export async function callArm<T>(
  doing: string,
  call: (abortSignal: AbortSignal) => Promise<T>,
  timeoutMs = armLimits.callTimeoutMs,
): Promise<T> {
  try {
    return await withinTime(timeoutMs, call);
  } catch (error) {
    if (error instanceof KataproofError) throw error;
    const { name, code } = asRecord(error);
    if (name === 'TimeoutError')
      throw new KataproofError('AzureUnreachable', `${armName} gave no answer within ${timeoutMs / 1000} seconds.`, {
        cause: error,
      });
    // The SDK reads an answer without looking at its shape first.
    if (name === 'TypeError' && code === undefined)
      throw new KataproofError('MalformedAnswer', `${armName}, or a proxy before it, answered JSON of another shape.`, {
        cause: error,
      });
    throw classifyArmError(parseRestError(error, Date.now()), doing) ?? error;
  }
}
