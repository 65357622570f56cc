import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callApi, isUnderWay, type RunAnswer } from '../../../scripts/local-stack/call-api.ts';
import { scenarioEnds } from '../../../scripts/local-stack/scenario-ends.ts';
import { type LocalStack, type StackOptions, startLocalStack } from '../../../scripts/local-stack/start-local-stack.ts';
import { rightsFor } from '../roles/read-roles.ts';
import { newTablePrefix, type StorageRoom, sharedAzuriteVariable } from '../storage/shared-azurite.ts';
import {
  type ArmRequest,
  type PublishedAlert,
  type RecordedAccess,
  readAccessRecord,
  readArmRequests,
  readPublishedAlerts,
} from './main-app-target.ts';

export type { ArmRequest };

export interface TestStack extends LocalStack {
  /** Calls the HTTP API with the master key. */
  call<T>(path: string, body?: unknown): Promise<T>;
  clusterBody: { subscriptionId: string; resourceGroup: string; name: string };
  /** Where the app keeps its tables and evidence. */
  storage: StorageRoom;
  /** The name of the queue that the app listens to, which nobody has created yet. */
  eventQueue: string;
  /** Returns every request that the emulated ARM has answered. */
  armRequests(): Promise<ArmRequest[]>;
  /** Returns each right that the app needed, and what it wrote in clusters. */
  accessRecord(): Promise<RecordedAccess>;
  publishedAlerts(): Promise<PublishedAlert[]>;
}

/** The scenarios in which a pod pair waits until its time has run out. */
const podsNeverRun = [
  ...['pod-cannot-schedule', 'image-pull-fails'],
  ...['gatekeeper-denies', 'safeguards-deny', 'pod-security-denies', 'webhook-unreachable'],
];

/**
 * A run gets all the time that the settings allow, so that no slow machine ends it early. The exceptions are the
 * scenarios in which the time must run out.
 */
const patientSettings = (scenario: string) => ({
  KATAPROOF_POOL_DEADLINE_MINUTES: scenario === 'pool-never-ready' ? '30' : '240',
  KATAPROOF_PAIR_DEADLINE_MINUTES: podsNeverRun.includes(scenario) ? '1' : '60',
});

/**
 * Starts the whole local stack with the built app (dist/app), with a temporary directory and the shared Azurite. The app has
 * the rights of infra/roles and no others.
 */
export async function startTestStack(options: Partial<StackOptions> & { scenario: string }): Promise<TestStack> {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'kataproof-test-'));
  const tablePrefix = newTablePrefix();
  const shared = process.env[sharedAzuriteVariable];
  const settings = { ...scenarioEnds[options.scenario]?.settings, ...options.settings };
  const stack = await startLocalStack({
    speed: 600,
    port: 0,
    // Most tests have no events, or deliver them as Event Grid does.
    eventDelivery: null,
    ...(shared === undefined ? {} : { azurite: { connectionString: shared } }),
    access: rightsFor(settings, { mayCreateClusters: scenarioEnds[options.scenario]?.newCluster === true }),
    ...options,
    settings: {
      ...patientSettings(options.scenario),
      KATAPROOF_TABLE_PREFIX: tablePrefix,
      KATAPROOF_EVENT_QUEUE: tablePrefix,
      ...settings,
    },
    stateDirectory,
  });
  const { emulator } = stack;
  return {
    ...stack,
    call: (path, body) => callApi(`${stack.host().ready.baseUrl}${path}`, stack.host().ready.masterKey, body),
    clusterBody: {
      subscriptionId: emulator.subscriptionId,
      resourceGroup: emulator.resourceGroup,
      name: emulator.cluster,
    },
    storage: { connectionString: stack.connectionString, tablePrefix },
    eventQueue: tablePrefix,
    accessRecord: () => readAccessRecord(emulator),
    armRequests: () => readArmRequests(emulator),
    publishedAlerts: () => readPublishedAlerts(emulator),
    async stop() {
      await stack.stop();
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
}

/** Polls a run until it has ended. The emulated waits pass at the stack's speed. */
export async function readUntilEnded(stack: TestStack, runId: string): Promise<RunAnswer> {
  for (;;) {
    const run = await stack.call<RunAnswer>(`/api/runs/${runId}`);
    if (!isUnderWay(run)) return run;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
