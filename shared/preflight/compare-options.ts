import type { PoolFacts } from '../clusters/cluster-facts.ts';
import { optionInWords, type PoolOption, type PoolOptions } from '../clusters/pool-options.ts';
import { isRecord } from '../plain/is-record.ts';
import { shorten } from '../plain/shorten.ts';

/** Most characters of a value that a message shows. */
const mostChars = 120;

/** Says in words which of the options that a caller gave an existing pool does not have. */
export function compareOptions(found: PoolFacts, asked: PoolOptions): string[] {
  const names = Object.keys(optionInWords) as PoolOption[];
  return names.flatMap((name) => {
    const [is, wanted] = [isOf(found, name), asked[name]];
    if (name === 'orchestratorVersion' && isVersion(is, wanted)) return [];
    return compareGiven(optionInWords[name], is, wanted);
  });
}

function isOf({ mode, kubernetesVersion, options = {} }: PoolFacts, name: PoolOption): unknown {
  if (name === 'mode') return mode;
  return name === 'orchestratorVersion' ? kubernetesVersion : options[name];
}

/** `1.35` is whatever patch AKS has chosen. */
function isVersion(is: unknown, wanted: unknown): boolean {
  return typeof is === 'string' && typeof wanted === 'string' && is.startsWith(`${wanted}.`);
}

/** Of an object only what the caller gave counts. */
function compareGiven(what: string, is: unknown, wanted: unknown): string[] {
  if (wanted === undefined) return [];
  if (isRecord(wanted))
    return Object.entries(wanted).flatMap(([name, value]) =>
      compareGiven(`${what} (${name})`, isRecord(is) ? is[name] : undefined, value),
    );
  return same(is, wanted) ? [] : [`its ${what} is ${inWords(is)}, not ${inWords(wanted)}`];
}

/** ARM ids and names are compared without regard to case, and lists without regard to order. */
function same(is: unknown, wanted: unknown): boolean {
  return normal(is) === normal(wanted);
}

function normal(value: unknown): string {
  return (Array.isArray(value) ? value.map(normal).sort().join() : inWords(value)).toLowerCase();
}

function inWords(value: unknown): string {
  if (value === undefined || value === null) return 'not set';
  return shorten(typeof value === 'string' ? value : JSON.stringify(value), mostChars);
}
