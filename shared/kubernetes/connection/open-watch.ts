import { HttpMethod, type KubeConfig, RequestContext, type Watch } from '@kubernetes/client-node';
import { asRecord } from '../../plain/as-record.ts';
import { parseJson } from '../../plain/parse-json.ts';
import { dispatchRequest } from './dispatch-request.ts';

/**
 * Watches as client-node's Watch does, by the connection's own dispatcher. A watch ends after `idleMs` in which nothing
 * came: API servers send a bookmark only about once a minute, so it must be longer than that.
 */
export function createWatch(
  config: Pick<KubeConfig, 'getCurrentCluster' | 'applySecurityAuthentication'>,
  idleMs: number,
): Pick<Watch, 'watch'> {
  return {
    async watch(path, query, onChange, done) {
      const url = new URL(`${config.getCurrentCluster()?.server ?? ''}${path}`);
      url.searchParams.set('watch', 'true');
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
      const request = new RequestContext(url.toString(), HttpMethod.GET);
      await config.applySecurityAuthentication(request);
      return openWatch(request, idleMs, (change) => onChange(String(change['type']), change['object'], change), done);
    },
  };
}

/** Resolves once there is an answer, before anything of it is told. */
function openWatch(
  request: RequestContext,
  idleMs: number,
  onChange: (change: Record<string, unknown>) => void,
  done: (error: unknown) => void,
): Promise<AbortController> {
  return new Promise((resolve) => {
    const controller = new AbortController();
    const idle = setTimeout(() => controller.abort(new DOMException('It was silent.', 'TimeoutError')), idleMs).unref();
    const lines = readLines((line) => onChange(asRecord(parseJson(line))));
    const inOrder = createQueue();
    dispatchRequest(request, controller.signal, {
      answered(status) {
        idle.refresh();
        if (status !== 200) controller.abort(Object.assign(new Error(`Status ${status}`), { statusCode: status }));
        else resolve(controller);
      },
      data(chunk) {
        idle.refresh();
        inOrder(() => {
          if (!controller.signal.aborted) lines(chunk);
        });
      },
      end(error) {
        clearTimeout(idle);
        resolve(controller);
        inOrder(() => done(error));
      },
    });
  });
}

/** The head of an answer and the first of it come at once; whoever waits for the head is told of it first. */
function createQueue(): (act: () => void) => void {
  let waiting: (() => void)[] | null = [];
  return (act) => {
    if (!waiting) return act();
    if (waiting.push(act) > 1) return;
    setImmediate(() => {
      const acts = waiting ?? [];
      waiting = null;
      for (const each of acts) each();
    });
  };
}

/** Calls `onLine` with each whole line. Bytes are put together once a line is whole, however many parts it came in. */
function readLines(onLine: (line: string) => void): (chunk: Buffer) => void {
  let begun: Buffer[] = [];
  return (chunk) => {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      const rest = chunk.subarray(from, at);
      from = at + 1;
      const line = begun.length > 0 ? Buffer.concat([...begun, rest]) : rest;
      begun = [];
      onLine(line.toString());
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
  };
}
