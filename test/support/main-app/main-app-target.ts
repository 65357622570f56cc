import type { AccessCheck, AdmittedWrite } from '../../../emulator/seams/access-record.ts';
import type { EmulatorReady } from '../../../scripts/local-stack/start-emulated-azure.ts';
import { type Answer, type Ask, ask, type ConformanceTarget } from '../functions-host/conformance-target.ts';
import type { Exchange } from './check-against-document.ts';

export interface ClusterBody {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

/** A Functions host with Kataproof, reached only over HTTP and by the queue of its events. */
export interface MainAppTarget extends ConformanceTarget {
  /** The cluster of the requests: the emulated one, or one that does not exist. */
  cluster: ClusterBody;
  /** Absent when the app uses Azure itself. Nothing is provisioned there. */
  azure?: EmulatedAzure;
  /**
   * Kills the host, as the loss of its machine would, and starts it again on the same state. Absent when that is not
   * possible.
   */
  restart?: () => Promise<void>;
  /** The queue that the app listens to: its default when absent. */
  eventQueue?: string;
  /** Every request to the app's own routes so far. */
  asked: Asked[];
}

export type Asked = Exchange;

/** The emulated ARM, Kubernetes and Event Grid topic behind the app. */
export interface EmulatedAzure {
  scenario: string;
  ready: EmulatorReady;
}

export interface ArmRequest {
  /** Whose call it was: `resource-manager`, or another service of the emulated Azure. */
  service: string;
  method: string;
  path: string;
  status: number;
}

export interface PublishedAlert {
  type?: string;
  id?: string;
  data?: Record<string, unknown>;
}

async function readControl<T>(control: string, path: string, key: string): Promise<T[]> {
  const answer = JSON.parse(await (await fetch(`${control}${path}`)).text()) as T[] | Record<string, T[]>;
  return Array.isArray(answer) ? answer : (answer[key] ?? []);
}

/** Returns every request that the emulated ARM has answered. */
export const readArmRequests = ({ control }: Pick<EmulatorReady, 'control'>): Promise<ArmRequest[]> =>
  readControl(control, '/__emulator/requests', 'requests');

/** Each right that the app's identity needed of the emulated Azure, and each write in its clusters. */
export interface RecordedAccess {
  checks: AccessCheck[];
  writes: AdmittedWrite[];
}

export const readAccessRecord = async ({ control }: Pick<EmulatorReady, 'control'>): Promise<RecordedAccess> =>
  JSON.parse(await (await fetch(`${control}/__emulator/access`)).text()) as RecordedAccess;

/** Returns every alert that has reached the emulated Event Grid topic. */
export const readPublishedAlerts = ({ control }: Pick<EmulatorReady, 'control'>): Promise<PublishedAlert[]> =>
  readControl(control, '/__emulator/events', 'events');

/** Sends a request to one of the app's own routes. Text and bytes are sent as JSON unless the headers say otherwise. */
export async function askApp(target: MainAppTarget, path: string, options: Ask = {}): Promise<Answer> {
  const headers = { ...(options.body === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers };
  const answer = await ask(target, path, { ...options, headers });
  const method = options.method ?? (options.body === undefined ? 'GET' : 'POST');
  const { status, headers: answered, text } = answer;
  target.asked.push({ method, path, body: options.body, status, headers: answered, text });
  return answer;
}

/** Returns the emulated Azure, for cases that need one. Throws when there is none. */
export function azureOf({ azure }: MainAppTarget): EmulatedAzure {
  if (!azure) throw new Error('There is no emulated Azure behind this app.');
  return azure;
}
