import { KataproofError } from '../../errors/kataproof-error.ts';
import { removeKnown } from '../../errors/redact.ts';
import { mapTexts } from '../../errors/without-secrets.ts';

interface TokenSource {
  readToken(): Promise<string | null>;
}

/** Tokens that one connection has sent, so that nothing that the cluster echoes of them gets further than here. */
export interface SentTokens<T extends TokenSource = TokenSource> {
  /** The connection, whose tokens are remembered when they are read. */
  connection: T;
  /** What a cluster told, without those tokens. */
  removeFrom<Told>(told: Told): Told;
  /** An error that quotes a cluster, without those tokens. */
  removeFromError(error: KataproofError): KataproofError;
}

/** A token is read anew about once an hour, and a connection is kept for minutes. */
const mostTokens = 4;

/**
 * Remembers the last tokens of a connection. Patterns find only tokens that look like one (errors/redact.ts), and a
 * cluster may echo an opaque one in any text: a refusal, an event, the name of a class.
 */
export function rememberTokens<T extends TokenSource>(connection: T): SentTokens<T> {
  const sent: string[] = [];
  const clean = (text: string) => removeKnown(text, sent);
  return {
    connection: {
      ...connection,
      async readToken() {
        const token = await connection.readToken();
        if (token && !sent.includes(token)) sent.splice(0, sent.length, ...[token, ...sent].slice(0, mostTokens));
        return token;
      },
    },
    removeFrom: (told) => mapTexts(told, clean),
    removeFromError(error) {
      const { code, message, retryable, httpStatus, retryAfterMs } = error;
      if (clean(code) === code && clean(message) === message) return error;
      return new KataproofError(clean(code), clean(message), { retryable, httpStatus, retryAfterMs });
    },
  };
}
