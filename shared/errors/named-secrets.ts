/** A pattern of secrets, and what takes the place of a secret. */
export type SecretPattern = readonly [pattern: RegExp, replacement: string | ((...found: string[]) => string)];

/**
 * Names of secrets, as ends of names: `x-api-key`, `DB_PASSWORD`, `clientSecret`. The first are never followed by
 * prose; the others are (`invalid token: expired`), so after a colon a plain word stays.
 */
const names = {
  telling: String.raw`passwords?|passwd|passphrase|\bpwd|_pwd|x-[\w-]{0,40}-?key|api[-_]?key|aeg-sas-(?:key|token)|identity[-_]header|identity-?token|registry-?token|client[-_]key-data`,
  wordy: String.raw`tokens?|secrets?|credentials?|signature|connection[-_ ]?string|\bjwt|session[-_]?id|(?:\b|(?<=%3F|%26|u0026))(?:sig|sas|auth|pass)|_pass|(?:access|account|auth|client|encryption|functions?|host|instrumentation|master|private|sas|secret|shared|signing|storage|subscription|system|topic)[-_]?key(?:[-_](?:id|base))?|_key|-key-data`,
};

/** What may stand between name and value: `=`, `: `, `":"`, `=>`, `>` of XML, and their forms inside JSON texts and Python's. */
const between = String.raw`[\s\\"'\])]{0,8}(?:[:=>]{1,3}|%3d)[\s\\"'[({]{0,8}(?:[bu]["'])?`;

/** A value in quotes up to the closing one, or a word; not what took the place of a secret before. */
const value = String.raw`(?![\s\\"'[({]{0,10}(?:[bu]["'])?\[?[a-z0-9 ]{0,12}removed\])(?:(?<=\\")[^"\\\r\n]+|(?<=")(?:[^"\\\r\n]|\\.)+|(?<=')[^'\r\n]+|[^\s"'<>&;]+)`;

const { telling, wordy } = names;

/** Values that are secret by the name that stands before them. */
export const namedSecrets: readonly SecretPattern[] = [
  [new RegExp(`((?:${telling})${between})(${value})`, 'gi'), '$1[removed]'],
  [
    new RegExp(`((?:${wordy})(${between}))(${value})`, 'gi'),
    (all = '', head = '', sign = '', found = '') =>
      /^[\s\\]*:\s*$/.test(sign) && isPlainWord(found) ? all : `${head}[removed]`,
  ],
  // An environment variable in JSON or YAML: its name, then its value.
  [
    new RegExp(String.raw`((?:${telling}|${wordy})[\s\\"',]{1,40}value[\s\\"']{0,8}[:=][\s\\"']{0,8})(${value})`, 'gi'),
    '$1[removed]',
  ],
  // Headers as a list of names and values.
  [/(["'](?:x-[\w-]{0,40}(?:key|token)|api[-_]?key)["'],\s{0,8}["'])(?!\[removed\])([^"'\r\n]+)/gi, '$1[removed]'],
  // Arguments of commands: `--password hunter2`, `-u user:password`.
  [/(--[\w-]{0,40}(?:password|passwd|token|secret|key|credentials?)\s{1,8})([^\s"']+)/gi, '$1[removed]'],
  [/(\s(?:-u|--user)\s{1,8})[^\s:"']{1,64}:[^\s"']+/g, '$1[removed]'],
];

/** A word as prose has it after a colon (`token: expired`, `token: 401`), and not letters mixed with digits. */
function isPlainWord(found: string): boolean {
  return found.length < 16 && !(found.length > 5 && /\d/.test(found) && /[a-z]/i.test(found));
}
