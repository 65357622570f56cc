import type { ServerResponse } from 'node:http';
import type { V1Pod } from '@kubernetes/client-node';
import { buildPodPair } from '../../../shared/isolation/build-pod-pair.ts';
import type { DeployedPair } from '../../../shared/isolation/deployed-pair.ts';
import { type Answer, json, type ScriptedApiServer, status } from './scripted-api-server.ts';

export const names = { namespace: 'n', sandboxed: 'job-s', ordinary: 'job-o' };

type Role = 'sandboxed' | 'ordinary';

/** The pair whose pods these are. */
export const deployed: DeployedPair = {
  names,
  nodeName: 'node-1',
  nonce: 'n-1',
  jobs: buildPodPair({
    runId: 'run-1',
    names,
    nodeName: 'node-1',
    nonce: 'n-1',
    image: 'mcr.microsoft.com/azurelinux/busybox:1.36',
    runtimeClassName: 'kata-vm-isolation',
    toleratedTaints: [],
    activeDeadlineSeconds: 300,
    ttlSecondsAfterFinished: 600,
    expiresAt: '2030-01-01T00:00:00.000Z',
  }),
  uids: { sandboxed: 'uid-job-s', ordinary: 'uid-job-o' },
  runtimeClass: { name: 'kata-vm-isolation', uid: 'uid-class', handler: 'kata', createdAt: '2026-01-01T00:00:00.000Z' },
};

/** Builds a pod of the pair, as an API server shows it. */
export function podOf(role: Role, podStatus: V1Pod['status'] = { phase: 'Pending' }, version = '1') {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${names[role]}-x`,
      namespace: 'n',
      uid: `uid-${role}`,
      resourceVersion: version,
      creationTimestamp: '2026-11-20T10:00:00Z',
      labels: { 'batch.kubernetes.io/job-name': names[role], 'app.kubernetes.io/managed-by': 'kataproof' },
      ownerReferences: [
        { apiVersion: 'batch/v1', kind: 'Job', name: names[role], uid: deployed.uids[role], controller: true },
      ],
    },
    spec: {
      nodeName: 'node-1',
      ...(role === 'sandboxed' ? { runtimeClassName: 'kata-vm-isolation' } : {}),
      containers: [
        { name: 'probe', resources: { limits: { cpu: '100m', memory: '256Mi' } } },
        { name: 'injected', resources: { limits: { cpu: '1', memory: '64Mi' } } },
      ],
    },
    status: podStatus,
  };
}

export function ended(message?: string, exitCode = 0): V1Pod['status'] {
  const terminated = { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', ...(message ? { message } : {}) };
  return { phase: 'Succeeded', containerStatuses: [probe({ terminated })] };
}

export function waiting(reason: string, message?: string): V1Pod['status'] {
  return { phase: 'Pending', containerStatuses: [probe({ waiting: { reason, ...(message ? { message } : {}) } })] };
}

/** The status of a pod for which the scheduler finds no node. */
export function unschedulable(message: string): V1Pod['status'] {
  return {
    phase: 'Pending',
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
  };
}

/** A Job that has failed. */
export function jobFailed(reason: string, message: string) {
  return { status: { conditions: [{ type: 'Failed', status: 'True', reason, message }] } };
}

/** The status of a container, with the state before its restart. */
export function containerOf(name: string, state: object, lastState: object = {}) {
  return { name, image: 'i', imageID: '', ready: false, restartCount: 0, state, lastState };
}

function probe(state: object) {
  return containerOf('probe', state);
}

export function reportOf(bootId: string, nonce = 'n-1'): string {
  return `kataproof-report 1
nonce=${nonce}
kernel_release=6.6.137.mshv1
kernel_build=Linux version 6.6.137.mshv1
boot_id=${bootId}
command_line=systemd.unit=kata-containers.target
dmi_vendor=
dmi_product=
memory_kib=1000
cpus=1
uptime_seconds=4
network_interfaces=lo
visible_processes=1
kataproof-end
`;
}

/** The content of the namespace, and what goes wrong. */
export interface PodScript {
  pods: ReturnType<typeof podOf>[];
  /** Called with each watch. It can write events, end the watch, or leave it open. */
  onWatch: (watch: ServerResponse, send: (type: string, object: unknown) => void) => void;
  /** The oldest first; warnings unless they say otherwise. */
  events: { name: string; reason: string; message: string; count?: number; type?: string }[];
  jobs: Record<string, object>;
  /** The handlers that the nodes list. */
  nodes: Record<string, string[]>;
  log: Answer;
  runtimeClass: object;
  /** Answers a request in place of everything else, unless it returns false. */
  first: (url: string, response: ServerResponse) => boolean;
}

export function servePods(server: ScriptedApiServer): PodScript {
  const script: PodScript = {
    pods: [],
    onWatch: () => undefined,
    events: [],
    jobs: { [names.sandboxed]: {}, [names.ordinary]: {} },
    nodes: { 'node-1': ['', 'runc', 'kata'] },
    log: (_, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end(''),
    runtimeClass: {
      metadata: { name: 'kata-vm-isolation', uid: 'uid-class', creationTimestamp: '2026-01-01T00:00:00Z' },
      handler: 'kata',
    },
    first: () => false,
  };
  server.answer((request, response) => {
    const url = new URL(request.url, server.connection.server);
    if (script.first(request.url, response)) return;
    if (url.pathname.endsWith('/log')) return script.log(request, response);
    if (url.searchParams.get('watch')) return startWatch(script, url.searchParams.has('resourceVersion'), response);
    if (url.pathname.endsWith('/pods')) return json(response, 200, listOf('PodList', script.pods));
    if (url.pathname.endsWith('/events')) return json(response, 200, listOf('EventList', eventsFor(script, url)));
    if (url.pathname.endsWith('/runtimeclasses/kata-vm-isolation')) return json(response, 200, script.runtimeClass);
    if (url.pathname.startsWith('/api/v1/nodes/')) return answerNode(script, url, response);
    const job = script.jobs[url.pathname.split('/').at(-1) ?? ''];
    const name = url.pathname.split('/').at(-1);
    return job
      ? json(response, 200, { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, ...job })
      : json(response, 404, status(404, 'NotFound', 'not found'));
  });
  return script;
}

function answerNode(script: PodScript, url: URL, response: ServerResponse): void {
  const name = url.pathname.split('/').at(-1) ?? '';
  const runtimeHandlers = script.nodes[name]?.map((handler) => ({ name: handler }));
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name }, status: { runtimeHandlers } };
  if (runtimeHandlers) json(response, 200, node);
  else json(response, 404, status(404, 'NotFound', 'not found'));
}

function listOf(kind: string, items: object[]) {
  return { kind, apiVersion: 'v1', metadata: { resourceVersion: '10' }, items };
}

function eventsFor(script: PodScript, url: URL): object[] {
  const name = url.searchParams.get('fieldSelector')?.split('=')[1];
  return script.events
    .filter((event) => event.name === name)
    .map(({ reason, message, count = 1, type = 'Warning' }) => {
      return { metadata: {}, involvedObject: { name }, reason, message, count, type };
    });
}

/** A watch without a position begins with what there is. */
function startWatch(script: PodScript, hasPosition: boolean, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  const send = (type: string, object: unknown) => void response.write(`${JSON.stringify({ type, object })}\n`);
  if (!hasPosition) for (const pod of script.pods) send('ADDED', pod);
  script.onWatch(response, send);
}
