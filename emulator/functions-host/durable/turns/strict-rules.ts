import { maximumCustomStatusBytes, maximumPayloadBytes } from '../limits.ts';
import { actionType, type OrchestratorAction, type OrchestratorState } from '../replay/orchestrator-action.ts';

/**
 * Says why something is refused; undefined when it is not. Azure accepts such things, and then changes, delays or loses
 * them. In strict mode this host fails the instance with a sentence that says what Azure would do; otherwise it does
 * what Azure does.
 */
export type Objection = string | undefined;

const utf16Bytes = (json: string | null | undefined): number => (json?.length ?? 0) * 2;

/** Refuses a JSON text that is too large for a message of Azure Storage. */
export function payloadObjection(what: string, json: string | null | undefined): Objection {
  const bytes = utf16Bytes(json);
  if (bytes <= maximumPayloadBytes) return undefined;
  return `${what} is ${bytes} bytes of UTF-16, more than ${maximumPayloadBytes}: Azure Storage would move it to a blob that every replay downloads again. Pass a reference instead.`;
}

function valueObjection(what: string, value: unknown): Objection {
  if (typeof value === 'boolean') {
    return `${what} is a bare boolean: Azure would deliver the text "${value ? 'True' : 'False'}", which is truthy either way. Wrap it in an object.`;
  }
  if (typeof value === 'string') {
    return `${what} is a bare string: Azure encodes it twice and parses it as JSON where it can ("5" arrives as 5). Wrap it in an object.`;
  }
  if (value === undefined || value === null) {
    return `${what} is missing: Azure would turn undefined into null and null into undefined. Pass an object, if need be an empty one.`;
  }
  return payloadObjection(what, JSON.stringify(value));
}

function objectionTo(action: OrchestratorAction): Objection {
  switch (action.actionType) {
    case actionType.WhenAll:
    case actionType.WhenAny:
      return firstObjection(action.compoundActions);
    case actionType.CallActivity:
    case actionType.CallActivityWithRetry: {
      const objection = valueObjection(`The input of activity '${action.functionName}'`, action.input);
      if (objection !== undefined || action.actionType === actionType.CallActivity) return objection;
      return retryObjection(action.functionName, action.retryOptions.retryTimeoutInMilliseconds);
    }
    case actionType.CallSubOrchestrator:
      return payloadObjection(`The input of '${action.functionName}'`, JSON.stringify(action.input));
    case actionType.CallSubOrchestratorWithRetry:
      return (
        payloadObjection(`The input of '${action.functionName}'`, JSON.stringify(action.input)) ??
        retryObjection(action.functionName, action.retryOptions.retryTimeoutInMilliseconds)
      );
    case actionType.ContinueAsNew:
      if (typeof action.input === 'string') {
        return 'continueAsNew was given a string: Azure would deliver it in extra quotes next time. Pass an object.';
      }
      return payloadObjection('The input of continueAsNew', JSON.stringify(action.input));
    default:
      return undefined;
  }
}

function retryObjection(name: string, timeoutMs: number | undefined): Objection {
  if (timeoutMs === undefined) return undefined;
  return `'${name}' is retried with retryTimeoutInMilliseconds: once it has passed, Azure would leave the orchestration hanging for ever. Limit maxNumberOfAttempts instead.`;
}

function firstObjection(actions: readonly OrchestratorAction[]): Objection {
  for (const action of actions) {
    const objection = objectionTo(action);
    if (objection !== undefined) return objection;
  }
  return undefined;
}

/**
 * Refuses a custom status that Azure refuses too, whether strict or not. Azure compares whole kilobytes
 * (SetCustomStatus).
 */
export function customStatusObjection(state: OrchestratorState): Objection {
  const bytes = utf16Bytes(JSON.stringify(state.customStatus));
  const [kilobytes, most] = [bytes, maximumCustomStatusBytes].map((each) => Math.floor(each / 1024)) as [
    number,
    number,
  ];
  if (kilobytes <= most) return undefined;
  return `The UTF-16 size of the JSON-serialized payload must not exceed ${most} KB. The current payload size is ${kilobytes} KB.`;
}

/** Refuses what an orchestrator must not ask for, return, or show as its custom status, in strict mode. */
export function orchestratorObjection(state: OrchestratorState): Objection {
  const customStatusBytes = utf16Bytes(JSON.stringify(state.customStatus));
  if (customStatusBytes > maximumCustomStatusBytes) {
    return `The custom status is ${customStatusBytes} bytes of UTF-16; Azure refuses more than ${maximumCustomStatusBytes}.`;
  }
  return (
    firstObjection(state.actions) ?? payloadObjection('The output of the orchestrator', JSON.stringify(state.output))
  );
}

/** Refuses the end of an orchestrator whose timers are still running. */
export function openTimersObjection(openTimers: number): Objection {
  if (openTimers === 0) return undefined;
  return `It ended with ${openTimers} timer(s) still open: Azure would show the instance as Running until the last has fired. Cancel the timer that lost.`;
}

/** Returns the refusal of an end that the replay can never reach. */
export function stuckObjection(): string {
  return 'It ended, but replaying its calls one after the other never gets there (a Task.all with a failed task beside one that never completes, or a passed retryTimeoutInMilliseconds): Azure would leave the instance Running for ever.';
}

/** Refuses what an activity must not return. `json` is null when it returned undefined. */
export function activityOutputObjection(name: string, json: string | null): Objection {
  const value: unknown = json === null ? undefined : JSON.parse(json);
  return valueObjection(`The output of activity '${name}'`, value);
}
