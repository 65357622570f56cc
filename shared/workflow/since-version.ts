import type { OrchestrationContext } from 'durable-functions';
import { oneLine } from '../plain/one-line.ts';
import type { Stretch } from './typed-call.ts';

/**
 * The orchestrator for instances of version `since` (two numbers) and later. An earlier one fails as soon as it is played
 * again, because its history has other steps: the sweep closes its run and removes what it left. Durable itself may report
 * the steps that are missing (its non-determinism) as the failure, so the reason is in the log too.
 */
export function sinceVersion<T>(
  since: string,
  orchestrate: (context: OrchestrationContext) => Stretch<T>,
): (context: OrchestrationContext) => Stretch<T> {
  return function* orchestrateSince(context) {
    const { version, instanceId } = context.df;
    if (isEarlier(version ?? '', since)) {
      const began = version ? `by an earlier version (${version})` : 'by an earlier version';
      const reason = `${instanceId} was started ${began}, with which this one (${since}) cannot go on: start it again.`;
      context.error(oneLine(reason));
      throw new Error(reason);
    }
    return yield* orchestrate(context);
  };
}

function isEarlier(version: string, since: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [sinceMajor = 0, sinceMinor = 0] = since.split('.').map(Number);
  return major < sinceMajor || (major === sinceMajor && minor < sinceMinor);
}
