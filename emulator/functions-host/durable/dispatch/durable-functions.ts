import type { TypedData } from '../../app/core-api.ts';
import type { TraceContext } from '../../tracing/trace-context.ts';

/** The orchestrator and activity functions, without the way in which they are invoked. */
export interface DurableFunctions {
  orchestrators: readonly string[];
  activities: readonly string[];
  /** Rejects with what the function threw. */
  invoke(name: string, trigger: TypedData, place: TraceContext | null): Promise<TypedData | null | undefined>;
}

function missing(kind: 'activity' | 'orchestrator', name: string, known: readonly string[]): string | undefined {
  if (known.some((each) => each.toLowerCase() === name.toLowerCase())) return undefined;
  const names = known.map((each) => `'${each}'`).join(',');
  return `The function '${name}' doesn't exist, is disabled, or is not an ${kind} function. Additional info: The following are the known ${kind} functions: ${names}.`;
}

/**
 * Says why `name` cannot be called as an activity; undefined when it can. Names are compared without case, as in Azure.
 */
export function missingActivity(functions: DurableFunctions, name: string): string | undefined {
  return missing('activity', name, functions.activities);
}

/** Says why `name` cannot be started as an orchestration; undefined when it can. */
export function missingOrchestrator(functions: DurableFunctions, name: string): string | undefined {
  return missing('orchestrator', name, functions.orchestrators);
}
