import { clientCases } from './cases/client-cases.ts';
import type { ConformanceCase } from './cases/conformance-case.ts';
import { eventGridCases } from './cases/event-grid-cases.ts';
import { httpCases } from './cases/http-cases.ts';
import { operationCases } from './cases/operation-cases.ts';
import { orchestrationCases } from './cases/orchestration-cases.ts';
import { payloadCases } from './cases/payload-cases.ts';
import { queueCases } from './cases/queue-cases.ts';
import { refusalCases } from './cases/refusal-cases.ts';
import { registrationCases } from './cases/registration-cases.ts';
import { routeCases } from './cases/route-cases.ts';
import { statusCases } from './cases/status-cases.ts';
import { timerCases } from './cases/timer-cases.ts';

/** What every Functions host with the conformance app must do. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...registrationCases,
  ...routeCases,
  ...httpCases,
  ...eventGridCases,
  ...timerCases,
  ...queueCases,
  ...orchestrationCases,
  ...payloadCases,
  ...statusCases,
  ...operationCases,
  ...refusalCases,
  ...clientCases,
];
