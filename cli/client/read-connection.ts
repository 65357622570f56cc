import { isHttpsOrLoopback } from '../../shared/settings/setting-formats.ts';
import { WrongArguments } from '../command-line/command.ts';

/** Where a deployment is, and what shows that we may call it. */
export interface Connection {
  /** Without `/api` and without a slash at its end. */
  baseUrl: string;
  headers: Record<string, string>;
  /** What must stand in nothing that is printed. */
  secrets: string[];
}

/** The flags of every command that calls the API. */
export const connectionFlags = {
  url: { type: 'string' },
  key: { type: 'string' },
  token: { type: 'string' },
  output: { type: 'string', default: 'text' },
} as const;

/** What their help says. */
export const connectionUsage = `  --url URL               where the app is (default: KATAPROOF_URL)
  --key KEY               a function key (default: KATAPROOF_KEY)
  --token TOKEN           a bearer token of Entra ID, where the app asks for one (default: KATAPROOF_TOKEN)
  --output text|json      for people, or as the API answers (default: text)`;

/** Reads where to call and with what. Throws WrongArguments. */
export function readConnection(
  given: { url?: string; key?: string; token?: string },
  environment: NodeJS.ProcessEnv,
): Connection {
  const url = given.url ?? environment['KATAPROOF_URL'];
  const key = given.key ?? environment['KATAPROOF_KEY'];
  const token = given.token ?? environment['KATAPROOF_TOKEN'];
  if (!url) throw new WrongArguments('Where is the app? Name it with --url or KATAPROOF_URL.');
  if (!URL.canParse(url) || !isHttpsOrLoopback(new URL(url)))
    throw new WrongArguments('--url must be an https URL: a key must not travel in the open.');
  const { origin, pathname, username, search } = new URL(url);
  if (username || search)
    throw new WrongArguments('--url must hold no user and no query: keys have an option of their own.');
  return {
    baseUrl: `${origin}${pathname.replace(/\/+$/, '').replace(/\/api$/, '')}`,
    headers: { ...(key && { 'x-functions-key': key }), ...(token && { authorization: `Bearer ${token}` }) },
    secrets: [key, token].flatMap((secret) => (secret ? [secret] : [])),
  };
}
