import { byteLength } from '../../api/go-text.ts';
import { inRange } from './field-errors.ts';

/**
 * The formats of names and values, each as a rule that returns what is wrong: nothing, or the texts of
 * k8s.io/apimachinery/pkg/util/validation and pkg/api/validate/content.
 */
export type Format = (value: string) => string[];

const noMoreThan = (bytes: number) => `must be no more than ${bytes} bytes`;

function regexError(message: string, pattern: string, ...examples: string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${message} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);

const dnsLabel = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const dnsSubdomain = `${dnsLabel}(\\.${dnsLabel})*`;
const isLabel = whole(dnsLabel);
const isSubdomain = whole(dnsSubdomain);

export const dns1123Label: Format = (value) => [
  ...(byteLength(value) > 63 ? [noMoreThan(63)] : []),
  ...(isLabel.test(value)
    ? []
    : isSubdomain.test(value)
      ? ['must not contain dots']
      : [
          regexError(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
            dnsLabel,
            'my-name',
            '123-abc',
          ),
        ]),
];

export const dns1123Subdomain: Format = (value) => [
  ...(byteLength(value) > 253 ? [noMoreThan(253)] : []),
  ...(isSubdomain.test(value)
    ? []
    : [
        regexError(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
          dnsSubdomain,
          'example.com',
        ),
      ]),
];

const underscoreLabel = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const underscoreSubdomain = `${underscoreLabel}(\\.${underscoreLabel})*`;

/** What a search path of a resolver may be. */
export const dns1123SubdomainWithUnderscore: Format = (value) => [
  ...(byteLength(value) > 253 ? [noMoreThan(253)] : []),
  ...(whole(underscoreSubdomain).test(value)
    ? []
    : [
        regexError(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
          underscoreSubdomain,
          'example.com',
        ),
      ]),
];

const keyName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const keyNameRule = (subject: string) =>
  regexError(
    `${subject} must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`,
    keyName,
    'MyName',
    'my.name',
    '123-abc',
  );

function keyPrefix(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty'];
  return dns1123Subdomain(prefix).map((message) => `prefix part ${message}`);
}

/** The format of keys of labels, annotations and taints, and of finalizers: a name that a DNS name can precede. */
export const labelKey: Format = (value) => {
  const parts = value.split('/');
  if (parts.length > 2)
    return [
      `${keyNameRule('a valid label key')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  const name = parts.at(-1) ?? '';
  return [
    ...(parts.length === 2 ? keyPrefix(parts[0] ?? '') : []),
    ...(name === '' ? ['name part must be non-empty'] : byteLength(name) > 63 ? [`name part ${noMoreThan(63)}`] : []),
    ...(whole(keyName).test(name) ? [] : [keyNameRule('name part')]),
  ];
};

export const labelValue: Format = (value) => [
  ...(byteLength(value) > 63 ? [noMoreThan(63)] : []),
  ...(whole(`(${keyName})?`).test(value)
    ? []
    : [
        regexError(
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
          `(${keyName})?`,
          'MyValue',
          'my_value',
          '12345',
        ),
      ]),
];

const mapKey = '[-._a-zA-Z0-9]+';

/** The format of the keys in a ConfigMap or Secret, which become files. */
export const configMapKey: Format = (value) => [
  ...(byteLength(value) > 253 ? [noMoreThan(253)] : []),
  ...(whole(mapKey).test(value)
    ? []
    : [
        regexError(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
          mapKey,
          'key.name',
          'KEY_NAME',
          'key-name',
        ),
      ]),
  ...upwardPath(value),
];

function upwardPath(value: string): string[] {
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return value.startsWith('..') ? ["must not start with '..'"] : [];
}

export const environmentName: Format = (value) => [
  ...(value === '' ? ['environment variable name must be non-empty'] : []),
  ...(/^[ -<>-~]*$/.test(value)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"]),
];

export const portName: Format = (value) => [
  ...(byteLength(value) > 15 ? [noMoreThan(15)] : []),
  ...(/^[-a-z0-9]+$/.test(value) ? [] : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
  ...(/[a-z]/.test(value) ? [] : ['must contain at least one letter (a-z)']),
  ...(value.includes('--') ? ['must not contain consecutive hyphens'] : []),
  ...(/^-|-$/.test(value) ? ['must not begin or end with a hyphen'] : []),
];

export const portNumber = (value: number): string[] =>
  Number.isInteger(value) && value >= 1 && value <= 65_535 ? [] : [inRange(1, 65_535)];

/** The range of user and group ids. */
export const unixId = (value: number): string[] => (value >= 0 && value <= 0xffffffff ? [] : [inRange(0, 0xffffffff)]);

const headerName = '[-A-Za-z0-9]+';

export const httpHeaderName: Format = (value) =>
  whole(headerName).test(value)
    ? []
    : [regexError("a valid HTTP header must consist of alphanumeric characters or '-'", headerName, 'X-Header-Name')];

/** What every name must be, since it is a segment of a path. */
export const pathSegment: Format = (value) => {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((character) => value.includes(character)).map((one) => `may not contain '${one}'`);
};

/** `format` for a prefix that random letters will follow: it may end with a hyphen. */
export const asPrefix =
  (format: Format): Format =>
  (value) =>
    format(value.length > 1 && value.endsWith('-') ? `${value.slice(0, -1)}a` : value);
