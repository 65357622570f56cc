import { randomUUID } from 'node:crypto';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { withinTime } from '../../outbound/within-time.ts';
import type { CommandChannel } from '../../ports/cluster-commands.ts';
import type { ApiAnswer, ApiRequest } from './api-request.ts';
import { buildScript } from './build-script.ts';
import { type PrintedAnswer, parseOutput } from './parse-output.ts';
import { toAnswer } from './parse-refusal.ts';

/** Limits of commands. */
export interface CommandLimits {
  /** Milliseconds that a command may take: AKS gives its pod 60 seconds to be scheduled. */
  commandTimeoutMs: number;
  /** Milliseconds that one request may take: it waits for the command before, and may be asked for again. */
  requestTimeoutMs: number;
  /** Milliseconds between two looks at what no watch tells of. */
  pauseMs: number;
  /** Bytes of an answer when it is unpacked. */
  answerBytes: number;
}

/** Requests of one command. Each takes kubectl a second at most, and their answers share 512 kB. */
const mostRequests = 8;

/** Characters of a script: a single argument or variable of a process has 128 KiB (Linux's MAX_ARG_STRLEN). */
const mostCharacters = 100_000;

/** Seconds that kubectl waits for one answer. */
const requestSeconds = 15;

interface Waiting {
  request: ApiRequest;
  resolve(answer: ApiAnswer): void;
  reject(error: unknown): void;
}

/**
 * Sends requests by commands, one command at a time in each cluster. Requests that come while one runs, or in the same
 * moment, go together in the next, because a command costs seconds, several calls of Azure and a pod in the cluster. That
 * holds within one process, and need hold no further: two hosts that share a run have a pod, a folder and a nonce for each
 * command of theirs, await their own answers alone, and every write of ours may come twice.
 */
export function createCommandQueue(channel: CommandChannel, limits: CommandLimits) {
  const waiting: Waiting[] = [];
  let running = false;

  async function runAll(): Promise<void> {
    running = true;
    // Whoever asks in the same moment comes along.
    await new Promise(setImmediate);
    while (waiting.length > 0) await runNext(channel, limits, takeBatch(waiting));
    running = false;
  }

  return (request: ApiRequest): Promise<ApiAnswer> =>
    new Promise((resolve, reject) => {
      if ((request.body?.length ?? 0) > mostCharacters) return reject(bodyTooLarge(request));
      waiting.push({ request, resolve, reject });
      if (!running) void runAll();
    });
}

function takeBatch(waiting: Waiting[]): Waiting[] {
  let characters = 0;
  const tooMany = waiting.findIndex(({ request }, index) => {
    characters += request.path.length + (request.body?.length ?? 0) + 300;
    return index > 0 && (index >= mostRequests || characters > mostCharacters);
  });
  return waiting.splice(0, tooMany < 0 ? waiting.length : tooMany);
}

async function runNext(channel: CommandChannel, limits: CommandLimits, batch: readonly Waiting[]): Promise<void> {
  try {
    const printed = await runBatch(
      channel,
      limits,
      batch.map(({ request }) => request),
    );
    for (const [index, one] of batch.entries())
      await settle(channel, limits, one, printed[index] ?? null, batch.length);
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}

async function runBatch(
  channel: CommandChannel,
  { commandTimeoutMs, answerBytes }: CommandLimits,
  requests: readonly ApiRequest[],
): Promise<(PrintedAnswer | null)[]> {
  const nonce = randomUUID().replaceAll('-', '');
  const script = buildScript(requests, nonce, requestSeconds);
  const token = await channel.readToken();
  const { output } = await withinTime(commandTimeoutMs, (signal) => channel.run({ script, token }, signal)).catch(
    (error: unknown) => {
      if (!(error instanceof DOMException && error.name === 'TimeoutError')) throw error;
      throw new KataproofError(
        'RunCommandTimedOut',
        `A command in the cluster did not end within ${commandTimeoutMs / 1000} seconds.`,
      );
    },
  );
  return parseOutput(output, nonce, requests.length, answerBytes);
}

/**
 * Gives a request its answer. What did not come whole is asked for once more, alone, if it only reads. A write may have
 * been done: its caller tries again, and every write of ours may come twice.
 */
async function settle(
  channel: CommandChannel,
  limits: CommandLimits,
  { request, resolve, reject }: Waiting,
  printed: PrintedAnswer | null,
  together: number,
): Promise<void> {
  try {
    let answer = printed;
    if (!answer && together > 1 && request.method === 'GET')
      answer = (await runBatch(channel, limits, [request]))[0] ?? null;
    if (!answer) throw request.method === 'GET' ? cutOff(request) : lostAnswer(request);
    resolve(toAnswer(answer));
  } catch (error) {
    reject(error);
  }
}

/** AKS has cut the answer off: it keeps 512 kB. */
export class CutOff extends KataproofError {}

function cutOff({ path }: ApiRequest): KataproofError {
  return new CutOff(
    'AnswerTooLarge',
    `The answer to ${path.replace(/\?.*$/s, '')} did not come whole: of a command's output AKS keeps 512 kB.`,
  );
}

function lostAnswer({ method, path }: ApiRequest): KataproofError {
  return new KataproofError(
    'RunCommandFailed',
    `The answer to ${method} ${path.replace(/\?.*$/s, '')} did not come whole. Whether it was done shows the next try.`,
  );
}

function bodyTooLarge({ path }: ApiRequest): KataproofError {
  return new KataproofError(
    'ValueTooLarge',
    `What is to be sent to ${path.replace(/\?.*$/s, '')} is too large for a command.`,
  );
}
