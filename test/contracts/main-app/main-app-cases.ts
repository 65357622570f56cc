import { alertCases } from './cases/alert-cases.ts';
import { clusterCases } from './cases/cluster-cases.ts';
import { coverageCases } from './cases/coverage-cases.ts';
import { eventCases } from './cases/event-cases.ts';
import { evidenceCases } from './cases/evidence-cases.ts';
import { findingCases } from './cases/finding-cases.ts';
import type { MainAppCase } from './cases/main-app-case.ts';
import { planCases } from './cases/plan-cases.ts';
import { preflightCases } from './cases/preflight-cases.ts';
import { registrationCases } from './cases/registration-cases.ts';
import { reportCases } from './cases/report-cases.ts';
import { requestCases } from './cases/request-cases.ts';
import { routeCases } from './cases/route-cases.ts';
import { runCases } from './cases/run-cases.ts';
import { scenarioCases } from './cases/scenario-cases.ts';
import { statementCases } from './cases/statement-cases.ts';
import { timerCases } from './cases/timer-cases.ts';
import { workloadCases } from './cases/workload-cases.ts';

/**
 * What the app must do in the scenario healthy. The cases run one after another, on an emulated Azure without any
 * earlier run.
 */
export const apiCases: readonly MainAppCase[] = [
  ...registrationCases,
  ...requestCases,
  ...routeCases,
  ...runCases,
  ...alertCases,
  ...evidenceCases,
  ...statementCases,
  ...eventCases,
  ...findingCases,
  ...clusterCases,
  ...workloadCases,
  ...reportCases,
  ...planCases,
  ...preflightCases,
  ...timerCases,
  ...coverageCases,
];

/** The whole suite: the cases for each scenario that the emulated Azure plays. Each entry has its own start. */
export const mainAppSuite: readonly { scenario: string; cases: readonly MainAppCase[] }[] = [
  { scenario: 'healthy', cases: apiCases },
  ...['healthy', 'shared-kernel'].map((scenario) => ({
    scenario,
    cases: scenarioCases.map((each) => ({ ...each, name: each.name.replace('scenario:', `scenario ${scenario}:`) })),
  })),
];
