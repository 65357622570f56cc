import { isHeaderWord } from '../../shared/plain/is-header-word.ts';
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

/** The flags of a command that calls the API. */
export const addressFlags = { url: { type: 'string' }, key: { type: 'string' }, token: { type: 'string' } } as const;

/** The same with how its answer is printed. */
export const connectionFlags = { ...addressFlags, output: { type: 'string', short: 'o', default: 'text' } } as const;

/** What the help says of them. */
export const addressUsage = `  --url URL               where the app is (default: KATAPROOF_URL)
  --key KEY               a function key (default: KATAPROOF_KEY)
  --token TOKEN           a bearer token of Entra ID, where the app asks for one (default: KATAPROOF_TOKEN)`;

export const connectionUsage = `${addressUsage}
  -o, --output text|json  for people, or as the API answers (default: text)`;

/** Reads where to call and with what. Throws WrongArguments. */
export function readConnection(
  given: { url?: string; key?: string; token?: string },
  environment: NodeJS.ProcessEnv,
): Connection {
  const url = given.url ?? environment['KATAPROOF_URL'];
  const key = readSecret('--key', given.key ?? environment['KATAPROOF_KEY']);
  const token = readSecret('--token', given.token ?? environment['KATAPROOF_TOKEN']);
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

/** A file that a secret was read from may end with a line. Throws WrongArguments, and quotes nothing. */
function readSecret(flag: string, text: string | undefined): string | undefined {
  const secret = text?.trim();
  if (secret && !isHeaderWord(secret))
    throw new WrongArguments(`${flag} must be one word of letters, digits and signs that a header may hold.`);
  return secret;
}
