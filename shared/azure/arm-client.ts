import { ContainerServiceClient, type ContainerServiceClientOptionalParams } from '@azure/arm-containerservice';
import type { TokenCredential } from '@azure/identity';
import { KataproofError } from '../errors/kataproof-error.ts';
import { parseRestError } from '../errors/parse-rest-error.ts';
import { classifyArmError } from './classify-arm-error.ts';

/** How to reach Azure Resource Manager, and with which identity. */
export interface ArmAccess {
  credential: TokenCredential;
  /** https URL of Azure Resource Manager without a slash at its end. */
  endpoint: string;
  /** The resource that tokens must be issued for. */
  audience: string;
}

/** A step of the SDK's request pipeline. */
export type Policy = NonNullable<ContainerServiceClientOptionalParams['additionalPolicies']>[number]['policy'];

/** How long one call may take. AKS takes seconds to accept an operation; no call waits until the operation ends. */
const callTimeoutMs = 30_000;

/**
 * Creates an SDK client without retries: the SDK would wait for Retry-After inside the activity, which is billed, while
 * the workflow waits on durable timers. Only a broken connection is tried once more, at once, because servers close
 * idle kept-alive connections all the time.
 */
export function createArmClient(access: ArmAccess, subscriptionId: string, policies: Policy[] = []) {
  return new ContainerServiceClient(access.credential, subscriptionId, {
    endpoint: access.endpoint,
    credentials: { scopes: [`${access.audience}/.default`] },
    retryOptions: { maxRetries: 0 },
    additionalPolicies: [retryBrokenConnection, ...policies].map((policy) => ({ policy, position: 'perCall' })),
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

/**
 * Makes one call of Azure Resource Manager and waits at most `timeoutMs`. Throws coded errors. `doing` completes the
 * sentence "This app may not …".
 */
export async function callArm<T>(
  doing: string,
  call: (abortSignal: AbortSignal) => Promise<T>,
  timeoutMs = callTimeoutMs,
): Promise<T> {
  const abortSignal = AbortSignal.timeout(timeoutMs);
  try {
    return await call(abortSignal);
  } catch (error) {
    if (error instanceof KataproofError) throw error;
    if (abortSignal.aborted)
      throw new KataproofError(
        'AzureUnreachable',
        `Azure Resource Manager gave no answer within ${timeoutMs / 1000} seconds.`,
        { cause: error },
      );
    throw classifyArmError(parseRestError(error, Date.now()), doing) ?? error;
  }
}
