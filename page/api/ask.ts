import { apiBase, signInBy } from './base.ts';
import { hearClock } from './clock.ts';
import { kindOf, type Mistake, Problem } from './problem.ts';
import { key, letIn, mayAct, signedOut } from './session.ts';

export interface Asking {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * Sends a request to the API as whoever is signed in, and gives the answer when it is a success. The key is a header and
 * never a part of an address. Throws Problem, and AbortError for one that is given up.
 */
export async function ask(path: string, asking: Asking = {}): Promise<Response> {
  const { method = asking.body === undefined ? 'GET' : 'POST', body, headers, signal } = asking;
  const sent = key.value;
  const response = await overNetwork(
    fetch(`${apiBase}${path}`, {
      method,
      headers: {
        Accept: 'application/json',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(signInBy === 'key' && sent !== null && { 'x-functions-key': sent }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
      // A platform that wants a sign-in sends a browser to it. A request of a page must not follow there.
      redirect: 'manual',
      cache: 'no-store',
    }),
  );
  hearClock(response.headers.get('date'), Date.now());
  if (response.type === 'opaqueredirect' || response.status === 401) throw signOut(sent);
  letIn.value = true;
  if (response.ok) return response;
  const problem = await readProblem(response);
  // Others are refused what this caller may do elsewhere: to approve their own run, or a cluster outside the scopes.
  if (problem.code === 'RoleRequired' && method !== 'GET') mayAct.value = false;
  throw problem;
}

/** The JSON of an answer. The schema of the API is what types it. Throws as `ask` does. */
export async function askFor<T>(path: string, asking: Asking = {}): Promise<T> {
  const text = await overNetwork((await ask(path, asking)).text());
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Problem('broken', { message: 'What answered is not the API: a proxy or a sign-in of the network may.' });
  }
}

/**
 * What comes over the network, such as the body of an answer. A browser throws a TypeError where the network is to blame (Fetch
 * Standard), and so does a mistake of ours: only here it is the network.
 */
export function overNetwork<T>(promise: Promise<T>): Promise<T> {
  return promise.catch((error: unknown) => {
    throw error instanceof TypeError ? new Problem('offline') : error;
  });
}

/** The path of the next page of a list, of which the link is absolute: a gateway may have another origin in it. */
export function nextPath(path: string, nextLink: string | undefined): string | null {
  return nextLink === undefined ? null : `${path.split('?')[0]}${new URL(nextLink).search}`;
}

function signOut(sent: string | null): Problem {
  // A late answer to the key before says nothing of the one that was given since.
  if (sent === key.value) signedOut.value = signInBy === 'key' && sent === null ? 'nobody' : 'refused';
  return new Problem('signed-out');
}

interface ErrorBody {
  error?: { code?: string; message?: string; details?: { target?: string; message?: string }[] };
}

async function readProblem(response: Response): Promise<Problem> {
  const { error = {} } = (await response.json().catch(() => ({}))) as ErrorBody;
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const mistakes: Mistake[] = (error.details ?? []).map(({ target, message }) => ({
    target: target ?? null,
    message: message ?? '',
  }));
  return new Problem(kindOf(response.status), {
    message: error.message ?? '',
    code: error.code ?? null,
    mistakes,
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : null,
  });
}
