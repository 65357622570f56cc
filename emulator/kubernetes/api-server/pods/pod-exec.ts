import type { WebSocket } from 'ws';
import { StatusError } from '../../api/seams.ts';
import { badRequest, statusOf } from '../../api/status-errors.ts';
import type { ApiCall, ClusterApi } from '../requests/api-call.ts';
import { containerOf } from './pod-log.ts';

/** The subprotocols of the remote command protocol, the best first. v5 can also close a single stream. */
export const execProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;

const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

export interface ExecTarget {
  namespace: string;
  pod: string;
  container: string;
  command: string[];
  stdin: boolean;
  stdout: boolean;
  stderr: boolean;
  terminal: boolean;
}

/** Parses and checks an exec request before its upgrade. Throws StatusError as a real API server does. */
export function parseExec(cluster: ClusterApi, call: ApiCall): ExecTarget {
  const isTrue = (name: string) => ['true', '1'].includes(call.query.get(name) ?? '');
  const command = call.query.getAll('command');
  const [stdin, stdout, stderr, tty] = ['stdin', 'stdout', 'stderr', 'tty'].map(isTrue) as boolean[];
  if (!stdin && !stdout && !stderr) throw badRequest('you must specify at least 1 of stdin, stdout, stderr');
  if (command.length === 0) throw badRequest('you must specify at least one command for the container');
  return {
    namespace: call.path.namespace ?? '',
    pod: call.path.name ?? '',
    container: containerOf(cluster, call),
    command,
    stdin: stdin === true,
    stdout: stdout === true,
    // A terminal has only one output stream.
    stderr: stderr === true && !tty,
    terminal: tty === true,
  };
}

/** Builds the Status of a command that has ended: Success, or its exit code as the cause. */
function exitStatus(code: number): Record<string, unknown> {
  if (code === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: command terminated with exit code ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}

/**
 * Returns what arrives on the stdin channel, until the client closes that channel or the socket. It starts to listen
 * when it is called.
 */
function stdinOf(socket: WebSocket, wanted: boolean): AsyncIterable<Uint8Array> {
  const chunks: Buffer[] = [];
  let ended = !wanted;
  let wake = () => {};
  const end = () => {
    ended = true;
    wake();
  };
  socket.on('close', end);
  socket.on('message', (data: Buffer) => {
    if (data[0] === channel.close && data[1] === channel.stdin) end();
    if (data[0] !== channel.stdin || ended) return;
    chunks.push(data.subarray(1));
    wake();
  });
  async function* read() {
    for (;;) {
      for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) if (chunk.length > 0) yield chunk;
      if (ended) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return read();
}

/** Follows the size of the client's terminal, which it sends at the start and when its window changes. */
function terminalOf(socket: WebSocket): { size(): { columns: number; rows: number } } {
  let size = { columns: 80, rows: 24 };
  socket.on('message', (data: Buffer) => {
    if (data[0] !== channel.resize) return;
    try {
      const { Width, Height } = JSON.parse(data.subarray(1).toString()) as { Width?: unknown; Height?: unknown };
      if (typeof Width === 'number' && typeof Height === 'number') size = { columns: Width, rows: Height };
    } catch {
      // A size that cannot be read changes nothing.
    }
  });
  return { size: () => size };
}

/**
 * Runs a command over an open socket. Output goes to the stdout and stderr channels, and the result to the error
 * channel as a Status.
 */
export async function runExec(cluster: ClusterApi, target: ExecTarget, socket: WebSocket): Promise<void> {
  const send = (to: number, chunk: Uint8Array | string) => {
    if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([Buffer.from([to]), Buffer.from(chunk)]));
  };
  const gone = new AbortController();
  socket.on('close', () => gone.abort('KILL'));
  const { namespace, pod, container, command } = target;
  const stdin = stdinOf(socket, target.stdin);
  try {
    const code = await cluster.runtime.exec(namespace, pod, container, command, {
      stdout: (chunk) => target.stdout && send(channel.stdout, chunk),
      stderr: (chunk) => send(target.stderr ? channel.stderr : channel.stdout, chunk),
      stdin,
      terminal: target.terminal ? terminalOf(socket) : null,
      signal: gone.signal,
    });
    send(channel.error, JSON.stringify(exitStatus(code)));
  } catch (error) {
    const status =
      error instanceof StatusError ? error : new StatusError(500, 'InternalError', `Internal error occurred: ${error}`);
    send(channel.error, JSON.stringify(statusOf(status)));
  }
  socket.close(1000);
}
