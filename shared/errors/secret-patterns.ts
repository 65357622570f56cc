import { namedSecrets, type SecretPattern } from './named-secrets.ts';

/**
 * What credentials look like in text that other systems wrote, and what takes their place.
 *
 * Others choose the text, so each pattern must take linear time: nothing that may be long is followed by anything that
 * may be missing. A pattern takes a whole word, line or value and its function decides, or it has bounds
 * (test/linear-patterns.test.ts).
 */
export const secretPatterns: readonly SecretPattern[] = [
  [
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}-----|$)/g,
    '[private key removed]',
  ],
  // PEM in base64, as in Secrets and kubeconfigs: LS0tLS1CRUdJTi is "-----BEGIN".
  [/LS0tLS1CRUdJTi[\w+/=-]*/g, '[key removed]'],
  [/(:?\\?\/\\?\/)([^\s"'`<>]*)/g, (_all = '', slashes = '', rest = '') => slashes + cleanUrl(rest)],
  // A query without its URL: signatures, function keys (code=) and ARM's operation URLs (t=, c=, s=, h=).
  [/\?[\w.$%~-]{1,64}=[^\s"'`<>]*/g, '?[removed]'],
  [/(&|\\u0026|%26)(t|c|s|h|code|key)(=|%3D)[^\s"'`<>&]*/gi, '$1$2$3[removed]'],
  // A URL in the query of another, or in a form: its characters are percent-encoded.
  [/(%3A%2F%2F)([^\s"'`<>]*)/gi, (_all = '', slashes = '', rest = '') => slashes + cleanEncodedUrl(rest)],
  [/%3F[\w.$~-]{1,64}%3D[^\s"'`<>]*/gi, '%3F[removed]'],
  // Headers, in JSON up to the closing quote. Some schemes, and cookies, have quotes in the middle.
  [
    /\b((?:(?:proxy-)?authorization|(?:set-)?cookie)[\\"']{1,4}\s{0,8}[:=][\s\\]{0,8}["'])(?:[^"\\\r\n]|\\[^"\r\n])+/gi,
    '$1[removed]',
  ],
  [/\b((?:set-)?cookie\s{0,8}[:=]\s{0,8})(?!["'\\])[^\r\n]+/gi, '$1[removed]'],
  [
    /\b((?:proxy-)?authorization\s{0,8}[:=]\s{0,8})(?:(?:AWS4|Digest|Hawk|OAuth|Signature)\b[^\r\n]+|(?!\\)[^\r\n"']+)/gi,
    '$1[removed]',
  ],
  [/\b(Bearer|Negotiate|NTLM|SharedKey(?:Lite)?|ApiKey)(\s{1,8}|%20)[\w.~+/:-]{16,}=*/gi, '$1$2[removed]'],
  [
    /\b(Basic\s{1,8})([\w+/-]{4,}={0,2})/gi,
    (all = '', scheme = '', value = '') => (decodeBase64(value).includes(':') ? `${scheme}[removed]` : all),
  ],
  // JSON Web Tokens, and other JSON in base64: it begins with {".
  [/eyJ[\w-]*(?:\.[\w-]*)*/g, (all = '') => (all.length < 12 || !/\.|.{40}/.test(all) ? all : '[token removed]')],
  ...namedSecrets,
  [/\bwhsec_[A-Za-z0-9+/]+=*/g, 'whsec_[removed]'],
  // Services that mark their tokens: GitHub, GitLab, Slack, AWS, Google, Stripe, npm, PyPI, Vault, Databricks, Entra …
  [
    /\b(?:gh[pousr]_|github_pat_|glpat-|xox[a-z]-|xapp-|AKIA|ASIA|AIza|ya29\.|[rs]k_(?:live|test)_|sk-|npm_|hf_|pypi-|hv[sbr]\.|dop_v1_|dapi|SG\.|AGE-SECRET-KEY-|k8s-aws-v1\.)[\w.+/-]{16,}=*/g,
    '[token removed]',
  ],
  [/[\w.~-]{3}\dQ~[\w.~-]{31,34}/g, '[secret removed]'],
  // Bootstrap tokens, by which nodes join ("Authenticating with Bootstrap Tokens"); a name without a digit is none.
  [
    /(?<![\w.-])[a-z0-9]{6}\.[a-z0-9]{16}(?![\w.-])/g,
    (word = '') => (/\d/.test(word.slice(7)) ? '[token removed]' : word),
  ],
  [/[^\s"'`<>]+/g, (word = '') => cleanUserPart(word)],
  // Keys of accounts and topics (32 bytes or more, padded), kubeconfigs and other long base64.
  [/(?<![\w+/])[A-Za-z0-9+/]{40,}={1,2}/g, '[key removed]'],
  [/(?<![\w+/])[A-Za-z0-9+/]{160,}/g, '[base64 removed]'],
  [/[\w+/-]{40,}={0,2}/g, (word = '') => (isRandom(word) ? '[key removed]' : word)],
];

/** Hosts whose paths are secrets: whoever knows a chat hook may post. */
const hookHosts =
  /^(?:hooks\.slack(?:-gov)?\.com|[\w.-]{1,200}\.webhook\.office\.com|outlook\.office(?:365)?\.com|discord(?:app)?\.com|api\.telegram\.org|chat\.googleapis\.com)(?::\d{1,5})?(?=\\?\/)/i;

/**
 * Paths behind which other services have their hooks and keys. Webhooks of a cluster have such paths, too, but no secrets
 * in them, and people must find them.
 */
const hookPaths =
  /^(?![^/\\]{1,253}\.svc(?:[:.]|[/\\]))[^/\\]{1,260}\\?\/(?:[^/\\]{1,80}\\?\/){0,4}(?:hooks?|webhooks?|webhookb2|IncomingWebhook|integration|key)(?=\\?\/)/i;

/**
 * What follows the slashes of a URL, without its user part, its query and a fragment that holds values. A password may
 * hold a slash itself: then what stands for the port is no number, and the user part ends at the last @.
 */
function cleanUrl(rest: string): string {
  const authority = /^[^/?#\\]*/.exec(rest)?.[0] ?? '';
  const torn = /^[^:[]*:(?!\d*$)/.test(authority) && !authority.includes('@');
  const at = (torn ? rest : authority).lastIndexOf('@');
  const place = at < 0 ? rest : `[removed]@${rest.slice(at + 1)}`;
  const [, before = '', mark = '', after = ''] = /^([^?#]*)([?#]?)([\s\S]*)$/.exec(place) ?? [];
  const secret = (hookHosts.exec(before) ?? hookPaths.exec(before))?.[0];
  const path = secret === undefined ? before : `${secret}/[removed]`;
  if (after === '' || (mark === '#' && !after.includes('='))) return path + mark + after;
  return `${path}${mark}[removed]`;
}

/** The same of a percent-encoded URL; its query has a pattern of its own. */
function cleanEncodedUrl(rest: string): string {
  const authority = /^[^%/?#]*(?:%(?!2F|3F|23)[^%/?#]*)*/i.exec(rest)?.[0] ?? '';
  const at = authority.lastIndexOf('%40');
  return at < 0 ? rest : `[removed]${rest.slice(at)}`;
}

/** `user:password@host` outside a URL. An image's tag before its digest (`busybox:1.36@sha256:…`) is none. */
function cleanUserPart(word: string): string {
  const at = word.lastIndexOf('@');
  const colon = word.indexOf(':');
  if (colon < 0 || at < colon || word.includes('//') || /^@sha\d{3}:/.test(word.slice(at, at + 8))) return word;
  return `[removed]${word.slice(at)}`;
}

/** What is no base64 decodes to noise or nothing, and is then nothing that a server takes as user and password. */
function decodeBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1');
}

/**
 * Whether a long word is base64 of random bytes: the kinds of its characters change all the time. Names, paths and
 * GUIDs keep to one kind for longer, and digests have no capitals.
 */
function isRandom(word: string): boolean {
  const kinds = Array.from(word, kindOf);
  const share = (kind: string) => kinds.filter((each) => each === kind).length / kinds.length;
  const changes = kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
  return share('A') >= 0.15 && share('a') >= 0.15 && share('0') >= 0.03 && changes / kinds.length >= 0.4;
}

function kindOf(character: string): string {
  if (/[a-z]/.test(character)) return 'a';
  if (/[A-Z]/.test(character)) return 'A';
  return /\d/.test(character) ? '0' : '-';
}
