import { poolChangedEvent } from '../../../shared/runs/requests.ts';
import { provisioningSettings } from '../../../shared/settings/provisioning-settings.ts';
import { createRunWorld, minute } from './run-world.ts';

/** How often a run looked at Azure while Azure worked. */
export interface Waited {
  /** Looks between the request and the last of them, that one included. */
  looks: number;
  /** Between the request and the last look. */
  minutes: number;
  /** From the moment when Azure was done until a look saw that, in milliseconds. */
  lateMs: number;
}

/** How long Azure takes, and whether the event of the pool comes when it is done, and how long after. */
export interface Task {
  takesMs: number;
  eventAfterMs?: number;
}

const runId = '8236000000000-abcdef0123';
const stepMs = 1_000;
const mostMs = 60 * minute;

/** The default of KATAPROOF_POLL_SECONDS. */
const pollMs = provisioningSettings.KATAPROOF_POLL_SECONDS().parse(undefined) * 1000;

/** What Azure is asked for, and the port by which a run looks how far it is. */
type What = 'making a pool' | 'removing a pool';

/**
 * Has a run wait for Azure on virtual time, at the interval that the settings have by default. Each look is a call of Azure
 * Resource Manager.
 */
export async function waitForAzure(what: What, { takesMs, eventAfterMs }: Task): Promise<Waited> {
  let beganMs: number | null = null;
  const looks: number[] = [];
  const now = () => world.hub.now();
  const isDone = () => beganMs !== null && now() >= beganMs + takesMs;
  const world = createRunWorld([{ name: 'node-1', verdict: 'isolated', minutes: 1 }], async () => {
    if (what === 'making a pool') beganMs = now();
    return { outcome: 'created' };
  });
  const { azure } = world;
  const readPool = azure.readPool.bind(azure);
  const seesEnd = () => beganMs !== null && looks.some((at) => at >= (beganMs ?? 0) + takesMs);
  if (what === 'making a pool')
    azure.readPool = async (cluster, name) => {
      if (!seesEnd()) looks.push(now());
      const { pool } = await readPool(cluster, name);
      return { pool: pool && { ...pool, provisioningState: isDone() ? 'Succeeded' : 'Creating' } };
    };
  else
    azure.removePool = async () => {
      if (beganMs === null) beganMs = now();
      else looks.push(now());
      return { state: isDone() ? 'absent' : 'removing' };
    };
  await world.provision(runId, what === 'making a pool' ? 'keep' : 'always-delete', { pollMs });
  let rung = false;
  for (let passed = 0; passed < mostMs && !seesEnd(); passed += stepMs) {
    await world.hub.advance(stepMs);
    if (eventAfterMs === undefined || rung || beganMs === null || now() < beganMs + takesMs + eventAfterMs) continue;
    rung = true;
    world.hub.client.raiseEvent(runId, poolChangedEvent, '{}');
    await world.hub.advance(0);
  }
  const began = beganMs ?? Number.NaN;
  const seen = looks.at(-1) ?? Number.NaN;
  return { looks: looks.length, minutes: (seen - began) / minute, lateMs: seen - began - takesMs };
}
