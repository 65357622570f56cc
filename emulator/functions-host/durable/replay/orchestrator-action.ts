import { z } from 'zod';

/** The kinds of actions, with the numbers of the SDK's `ActionType`. The schemas below accept no other kind. */
export const actionType = {
  CallActivity: 0,
  CallActivityWithRetry: 1,
  CallSubOrchestrator: 2,
  CallSubOrchestratorWithRetry: 3,
  ContinueAsNew: 4,
  CreateTimer: 5,
  WaitForExternalEvent: 6,
  CallEntity: 7,
  CallHttp: 8,
  SignalEntity: 9,
  WhenAny: 11,
  WhenAll: 12,
  LockEntities: 13,
  ReleaseEntities: 14,
} as const;

const retryOptionsSchema = z.object({
  firstRetryIntervalInMilliseconds: z.number(),
  maxNumberOfAttempts: z.number(),
  backoffCoefficient: z.number().optional(),
  maxRetryIntervalInMilliseconds: z.number().optional(),
  retryTimeoutInMilliseconds: z.number().optional(),
});

const name = z.string().min(1);
const instanceId = z.string().nullish();
const version = z.string().nullish();

const simpleActions = [
  z.object({ actionType: z.literal(actionType.CallActivity), functionName: name, input: z.unknown().optional() }),
  z.object({
    actionType: z.literal(actionType.CallActivityWithRetry),
    functionName: name,
    input: z.unknown().optional(),
    retryOptions: retryOptionsSchema,
  }),
  z.object({
    actionType: z.literal(actionType.CallSubOrchestrator),
    functionName: name,
    input: z.unknown().optional(),
    instanceId,
    version,
  }),
  z.object({
    actionType: z.literal(actionType.CallSubOrchestratorWithRetry),
    functionName: name,
    input: z.unknown().optional(),
    instanceId,
    version,
    retryOptions: retryOptionsSchema,
  }),
  z.object({ actionType: z.literal(actionType.ContinueAsNew), input: z.unknown().optional() }),
  z.object({
    actionType: z.literal(actionType.CreateTimer),
    fireAt: z.string().transform((iso) => Date.parse(iso)),
    isCanceled: z.boolean().default(false),
  }),
  z.object({ actionType: z.literal(actionType.WaitForExternalEvent), externalEventName: name }),
  z.object({ actionType: z.literal(actionType.CallEntity) }),
  z.object({ actionType: z.literal(actionType.CallHttp) }),
  z.object({ actionType: z.literal(actionType.SignalEntity) }),
  z.object({ actionType: z.literal(actionType.LockEntities) }),
  z.object({ actionType: z.literal(actionType.ReleaseEntities) }),
] as const;

export type RetryOptions = z.infer<typeof retryOptionsSchema>;
export type SimpleAction = z.infer<(typeof simpleActions)[number]>;
export interface CompoundAction {
  actionType: typeof actionType.WhenAny | typeof actionType.WhenAll;
  compoundActions: OrchestratorAction[];
}
/** One call to the durable API, as the orchestrator's SDK reports it. */
export type OrchestratorAction = SimpleAction | CompoundAction;

const compoundSchema: z.ZodType<CompoundAction> = z.lazy(() =>
  z.object({
    actionType: z.union([z.literal(actionType.WhenAny), z.literal(actionType.WhenAll)]),
    compoundActions: z.array(actionSchema),
  }),
);

const actionSchema: z.ZodType<OrchestratorAction> = z.union([...simpleActions, compoundSchema]);

/**
 * The state with which an orchestrator replies after a turn. Its actions are all those since the start, not only the
 * new ones.
 */
export const orchestratorStateSchema = z.object({
  isDone: z.boolean(),
  actions: z.array(z.array(actionSchema)).transform((lists) => lists.flat()),
  output: z.unknown().optional(),
  error: z.string().optional(),
  customStatus: z.unknown().optional(),
});

export type OrchestratorState = z.infer<typeof orchestratorStateSchema>;
