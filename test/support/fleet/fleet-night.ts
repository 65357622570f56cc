import type { StackOptions } from '../../../scripts/local-stack/start-local-stack.ts';
import type { RunSummaryAnswer } from '../../../shared/api/answers/run-schemas.ts';
import type { FleetProgress } from '../../../shared/workflow/fleet/prove-fleet.ts';
import { type ArmRequest, startTestStack, type TestStack } from '../main-app/start-test-stack.ts';

export interface PostureAnswer {
  clusterId: string;
  poolName: string;
  verdict: string;
  fresh: boolean;
  retired: boolean;
  runId: string;
}

export interface NightEnd {
  /** The id of the night's orchestration, which is made from the date. */
  id: string;
  progress: FleetProgress;
  postures: PostureAnswer[];
  runs: RunSummaryAnswer[];
  /** Every request to the emulated Azure. */
  requests: ArmRequest[];
  /** In real time. */
  elapsedMs: number;
}

/** Builds clusters whose API servers start at the first call, each with `kataPools` Kata pools of one node. */
export function fleetSeeds(clusters: number, kataPools: number): object[] {
  const pool = { count: 1, vmSize: 'Standard_D4s_v5', osSKU: 'AzureLinux' };
  const kata = Array.from({ length: kataPools }, (_, index) => {
    return { ...pool, name: `kata${index + 1}`, mode: 'User', workloadRuntime: 'KataVmIsolation' };
  });
  return Array.from({ length: clusters }, (_, index) => ({
    name: `fleet-${String(index + 1).padStart(4, '0')}`,
    startsWhenAsked: true,
    pools: [{ ...pool, name: 'system', mode: 'System' }, ...kata],
  }));
}

export function startFleetStack(options: Partial<StackOptions> & { clusters: object[] }): Promise<TestStack> {
  const settings = {
    KATAPROOF_FLEET_SUBSCRIPTIONS: '11111111-1111-4111-8111-111111111111',
    // Nights and sweeps must run only when the test fires them, and not by their schedule.
    KATAPROOF_FLEET_SCHEDULE: '0 0 0 1 1 *',
    KATAPROOF_SWEEP_SCHEDULE: '0 0 0 1 1 *',
    ...options.settings,
  };
  return startTestStack({ scenario: 'healthy', speed: 600, ...options, settings });
}

/** Fires a timer now, as the button in the Azure portal does. Throws when the host does not accept it. */
export async function fire(stack: TestStack, timer: string): Promise<void> {
  const { baseUrl, masterKey } = stack.host().ready;
  const response = await fetch(`${baseUrl}/admin/functions/${timer}`, {
    method: 'POST',
    headers: { 'x-functions-key': masterKey, 'content-type': 'application/json' },
    body: '{}',
  });
  if (response.status !== 202) throw new Error(`${timer} was not fired: ${response.status}`);
}

export interface InstanceAnswer {
  input?: unknown;
  instanceId: string;
  name: string;
  runtimeStatus: string;
  createdTime: string;
  output: unknown;
}

/** Returns what Durable stores about an instance, or null when it has none. */
export async function readInstance(stack: TestStack, instanceId: string): Promise<InstanceAnswer | null> {
  const { baseUrl, masterKey } = stack.host().ready;
  const url = `${baseUrl}/runtime/webhooks/durabletask/instances/${instanceId}?code=${encodeURIComponent(masterKey)}`;
  const response = await fetch(url);
  return response.status === 404 ? null : ((await response.json()) as InstanceAnswer);
}

const tonight = () => `fleet-${new Date().toISOString().slice(0, 10)}`;

/** Calls `look` every `everyMs` milliseconds until it finds something. It has no time limit of its own. */
export async function until<T>(look: () => Promise<T | null>, everyMs = 100): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** Waits for the end of an orchestration and returns its output. Throws when it did not complete. */
export function readEnd<T>(stack: TestStack, instanceId: string): Promise<T> {
  return until<T>(async () => {
    const instance = await readInstance(stack, instanceId);
    if (!instance || !['Completed', 'Failed', 'Terminated'].includes(instance.runtimeStatus)) return null;
    if (instance.runtimeStatus !== 'Completed') throw new Error(JSON.stringify(instance.output));
    return instance.output as T;
  });
}

/** Returns every item of a list of the API, from all of its pages. */
export async function listAll<T>(stack: TestStack, path: string): Promise<T[]> {
  const found: T[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const page: { value: T[]; nextLink?: string } = await stack.call(next);
    found.push(...page.value);
    next = page.nextLink?.slice(stack.host().ready.baseUrl.length);
  }
  return found;
}

/** Fires a night that has died already today, and waits until it is under way all the same. */
export async function beginAfterDeadNight(stack: TestStack): Promise<void> {
  const { baseUrl, masterKey } = stack.host().ready;
  const statusOf = async () => (await readInstance(stack, tonight()))?.runtimeStatus;
  // Without subscriptions in its input the orchestrator throws at once.
  const path = `/runtime/webhooks/durabletask/orchestrators/proveFleet/${tonight()}?code=${encodeURIComponent(masterKey)}`;
  const headers = { 'content-type': 'application/json' };
  await fetch(`${baseUrl}${path}`, { method: 'POST', headers, body: '{}' });
  await until(async () => ((await statusOf()) === 'Failed' ? true : null));
  await fire(stack, 'everyNightProveFleet');
  await until(async () => ((await statusOf()) === 'Failed' ? null : true));
}

/** Runs a night: it is fired twice, and the host is killed and restarted once `killAfter` pools are known. */
export async function spendNight(stack: TestStack, killAfter: number | null): Promise<NightEnd> {
  const startedMs = Date.now();
  const night = tonight();
  await fire(stack, 'everyNightProveFleet');
  await until(() => readInstance(stack, night));
  await fire(stack, 'everyNightProveFleet');
  if (killAfter !== null) {
    await until(async () =>
      (await listAll(stack, '/api/postures?maxpagesize=200')).length >= killAfter ? true : null,
    );
    await stack.host().stop('SIGKILL');
    await stack.restartHost();
  }
  const progress = await readEnd<FleetProgress>(stack, night);
  const elapsedMs = Date.now() - startedMs;
  return {
    id: night,
    progress,
    postures: await listAll(stack, '/api/postures?maxpagesize=200'),
    runs: await listAll(stack, '/api/runs?maxpagesize=200'),
    requests: await stack.armRequests(),
    elapsedMs,
  };
}
