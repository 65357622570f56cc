import { HttpError } from './http-error.ts';

/** The versions of the HTTP API, the newest last. A breaking change gets a new one (Azure REST API Guidelines, "Versioning"). */
export const apiVersions = ['2026-11-01'] as const;

/** The newest version, which a request means that names none. */
export const newestApiVersion = apiVersions[apiVersions.length - 1] as (typeof apiVersions)[number];

/** Headers of every answer. */
export const versionHeaders = { 'api-supported-versions': apiVersions.join(', ') };

/** The versions that a query asks for, in whatever case their parameter is written, as in ARM. */
export function versionsAsked(query: Iterable<[string, string]>): string[] {
  return [...query].filter(([name]) => /^api-version$/i.test(name)).map(([, version]) => version);
}

/** Throws HttpError 400 for a version that this app does not know. */
export function checkApiVersion(query: Iterable<[string, string]>): void {
  const known: readonly string[] = apiVersions;
  const wanted = versionsAsked(query).find((version) => !known.includes(version));
  if (wanted === undefined) return;
  throw new HttpError(
    400,
    'UnsupportedApiVersionValue',
    `There is no api-version ${JSON.stringify(wanted.slice(0, 40))}. Known: ${apiVersions.join(', ')}; without one the newest is meant.`,
  );
}
