/** Why something could not be had, by what a person can do about it. */
export type ProblemKind =
  | 'signed-out'
  | 'forbidden'
  | 'missing'
  | 'throttled'
  | 'refused'
  | 'unreachable'
  | 'broken'
  | 'unreadable'
  | 'offline';

/** A mistake in a request, as the API names it. */
export interface Mistake {
  target: string | null;
  message: string;
}

/** A request that brought nothing. `message` is what the API said, and empty where it said nothing. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly code: string | null;
  readonly mistakes: readonly Mistake[];
  /** Seconds; null where the API names none. */
  readonly retryAfterSeconds: number | null;

  constructor(
    kind: ProblemKind,
    told: {
      message?: string;
      code?: string | null;
      mistakes?: readonly Mistake[];
      retryAfterSeconds?: number | null;
    } = {},
  ) {
    super(told.message ?? '');
    this.kind = kind;
    this.code = told.code ?? null;
    this.mistakes = told.mistakes ?? [];
    this.retryAfterSeconds = told.retryAfterSeconds ?? null;
  }
}

/** What kind of problem a status is. */
export function kindOf(status: number): ProblemKind {
  if (status === 401) return 'signed-out';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'missing';
  if (status === 429) return 'throttled';
  if (status === 424 || status === 503) return 'unreachable';
  return status >= 500 ? 'broken' : 'refused';
}

const words: Record<ProblemKind, { what: string; todo: string }> = {
  'signed-out': { what: 'You are not signed in.', todo: 'Sign in at the top of this page.' },
  forbidden: {
    what: 'You may not do that.',
    todo: 'Ask whoever runs Kataproof for the role that it needs (Reader to look, Operator to act).',
  },
  missing: { what: 'It is not there.', todo: 'It may have been removed, or the address is not right.' },
  throttled: { what: 'Too many requests at once.', todo: 'Wait a moment, then try again.' },
  refused: { what: 'The API did not take the request.', todo: 'Correct what it names, then try again.' },
  unreachable: {
    what: 'Azure or the cluster did not answer.',
    todo: 'Try again in a minute. If it stays so, look at the health of the app and at the cluster.',
  },
  broken: {
    what: 'Something went wrong on the server.',
    todo: 'Try again. If it stays so, the message leads whoever runs Kataproof to the line in the log.',
  },
  unreadable: {
    what: 'This page does not understand what the API answered.',
    todo: 'Load the page again: the app may have been updated. If it stays so, report the message.',
  },
  offline: { what: 'The API cannot be reached.', todo: 'Check your network or VPN, then try again.' },
};

const mute = {
  what: words.broken.what,
  todo: 'Try again. It said nothing more: if it stays so, look at the health and the log of the app.',
};

/** What a role does not help with. */
const byCode: Partial<Record<string, { what: string; todo: string }>> = {
  ScopeNotAllowed: {
    what: 'It is outside of what this app may touch.',
    todo: 'No role changes that. Whoever runs Kataproof sets what it may touch.',
  },
};

/** What a problem is and what to do, in plain words. */
export function inWords({ kind, code, message, retryAfterSeconds }: Problem): { what: string; todo: string } {
  // Behind a host or a gateway that fails by itself there is no line in the log that a message could lead to.
  const { what, todo } = byCode[code ?? ''] ?? (kind === 'broken' && message === '' ? mute : words[kind]);
  return retryAfterSeconds === null ? { what, todo } : { what, todo: `Try again in ${retryAfterSeconds} seconds.` };
}

/** Anything thrown, as a problem; null for a request that was given up by ourselves. */
export function toProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof DOMException && error.name === 'AbortError') return null;
  return new Problem('unreadable', { message: String(error) });
}
