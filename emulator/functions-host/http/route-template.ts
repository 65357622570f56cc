/** A parsed route, such as `runs/{id:int}/{*rest}`. */
export interface RouteTemplate {
  template: string;
  /**
   * Returns the decoded parameters, or undefined when the path does not match. Slashes around the path do not matter.
   */
  match(path: string): Record<string, string> | undefined;
}

interface Parameter {
  name: string;
  constraints: string[];
  isOptional: boolean;
  isCatchAll: boolean;
  fallback: string | undefined;
}

type Segment =
  | { kind: 'text'; text: string }
  | { kind: 'parameter'; parameter: Parameter }
  | { kind: 'mixed'; parts: (string | Parameter)[] };

const isNumber = (value: string): boolean => /^-?\d+(\.\d+)?$/.test(value);
const numberArguments = (argument: string): number[] => argument.split(',').map(Number);

const isInteger = (value: string, limit: bigint): boolean =>
  /^[+-]?\d+$/.test(value) && BigInt(value.replace('+', '')) >= -limit && BigInt(value.replace('+', '')) < limit;
const long = 2n ** 63n;
const longBetween = (value: string, least: number, most: number): boolean =>
  isInteger(value, long) && Number(value) >= least && Number(value) <= most;

/** The formats N and D of a .NET GUID; `withoutBraces` removes the braces of B and the parentheses of P. */
const guid = /^([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const withoutBraces = (value: string): string =>
  /^(?:\{(.*-.*)\}|\((.*-.*)\))$/.exec(value)?.slice(1).join('') ?? value;

/** The inline constraints of ASP.NET. Their names are compared without case. */
const constraintTests: Record<string, (value: string, argument: string) => boolean> = {
  int: (value) => isInteger(value, 2n ** 31n),
  long: (value) => isInteger(value, long),
  bool: (value) => /^(true|false)$/i.test(value),
  decimal: isNumber,
  double: isNumber,
  float: isNumber,
  datetime: (value) => !Number.isNaN(Date.parse(value)),
  guid: (value) => guid.test(withoutBraces(value)),
  alpha: (value) => /^[a-z]*$/i.test(value),
  required: (value) => value !== '',
  minlength: (value, argument) => value.length >= Number(argument),
  maxlength: (value, argument) => value.length <= Number(argument),
  length: (value, argument) => {
    const [least = 0, most = least] = numberArguments(argument);
    return value.length >= least && value.length <= most;
  },
  min: (value, argument) => longBetween(value, Number(argument), Number.POSITIVE_INFINITY),
  max: (value, argument) => longBetween(value, Number.NEGATIVE_INFINITY, Number(argument)),
  range: (value, argument) => {
    const [least = 0, most = 0] = numberArguments(argument);
    return longBetween(value, least, most);
  },
  regex: (value, argument) => new RegExp(argument, 'i').test(value),
};

function satisfies(value: string, constraint: string): boolean {
  const [, name = '', argument = ''] = /^([^(]+)(?:\((.*)\))?$/.exec(constraint) ?? [];
  const test = constraintTests[name.toLowerCase()];
  if (!test) throw new Error(`Route constraint '${constraint}' is unknown.`);
  return test(value, argument);
}

function parseParameter(source: string): Parameter {
  const isCatchAll = source.startsWith('*');
  const [beforeDefault = '', fallback] = source.replace(/^\*{1,2}/, '').split('=');
  const isOptional = beforeDefault.endsWith('?');
  const [name = '', ...constraints] = beforeDefault.replace(/\?$/, '').split(/:(?![^(]*\))/);
  for (const constraint of constraints) satisfies('0', constraint);
  return { name, constraints, isOptional, isCatchAll, fallback };
}

/** Splits at slashes outside of braces. */
function splitSegments(template: string): string[] {
  return template.split(/\/(?![^{]*\})/).filter((segment) => segment !== '');
}

function parseSegment(source: string): Segment {
  const parts = source.split(/(\{(?:[^{}]|\{[^{}]*\})*\})/).filter((part) => part !== '');
  const parsed = parts.map((part) => (part.startsWith('{') ? parseParameter(part.slice(1, -1)) : part));
  const [only] = parsed;
  if (parsed.length > 1) return { kind: 'mixed', parts: parsed };
  return typeof only === 'object' ? { kind: 'parameter', parameter: only } : { kind: 'text', text: only ?? '' };
}

const escapeRegExp = (literal: string): string => literal.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Decodes everything except slashes, as ASP.NET does with a path. */
function decode(part: string): string {
  try {
    return part
      .split(/(%2f)/i)
      .map((each) => (/^%2f$/i.test(each) ? each : decodeURIComponent(each)))
      .join('');
  } catch {
    return part;
  }
}

function accept(parameter: Parameter, raw: string | undefined, values: Record<string, string>): boolean {
  const value = raw === undefined || raw === '' ? parameter.fallback : decode(raw);
  if (value === undefined) return parameter.isOptional || parameter.isCatchAll;
  if (!parameter.constraints.every((constraint) => satisfies(value, constraint))) return false;
  values[parameter.name] = value;
  return true;
}

function matchMixed(parts: (string | Parameter)[], raw: string, values: Record<string, string>): boolean {
  const pattern = parts.map((part) => (typeof part === 'string' ? escapeRegExp(part) : '(.+)')).join('');
  const found = new RegExp(`^${pattern}$`, 'i').exec(raw);
  if (!found) return false;
  const parameters = parts.filter((part) => typeof part === 'object');
  return parameters.every((parameter, index) => accept(parameter, found[index + 1], values));
}

function matchSegments(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | undefined {
  const values: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    if (segment.kind === 'parameter') {
      const raw = segment.parameter.isCatchAll ? parts.slice(index).join('/') : part;
      if (!accept(segment.parameter, raw, values)) return undefined;
      if (segment.parameter.isCatchAll) return values;
    } else if (part === undefined) return undefined;
    else if (segment.kind === 'text' && decode(part).toLowerCase() !== segment.text.toLowerCase()) return undefined;
    else if (segment.kind === 'mixed' && !matchMixed(segment.parts, part, values)) return undefined;
  }
  return parts.length > segments.length ? undefined : values;
}

/** Parses a route template. Throws when it names a constraint that ASP.NET does not have. */
export function parseRouteTemplate(template: string): RouteTemplate {
  const segments = splitSegments(template).map(parseSegment);
  return {
    template,
    match: (path) =>
      matchSegments(
        segments,
        path.split('/').filter((part) => part !== ''),
      ),
  };
}
