import { ManifestMistake } from '../manifests/manifest-mistake.ts';
import { shorten } from '../plain/shorten.ts';
import { findingSeverities } from '../workloads/finding.ts';
import { HttpError } from './http-error.ts';

/** Throws HttpError 400 for a body that says that it is JSON and is not. */
export function refuseWrongJson(contentType: string | null, text: string): void {
  if (!/^application\/json\b/i.test(contentType ?? '')) return;
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not JSON';
    throw new HttpError(400, 'MalformedJson', `The request body is not valid JSON: ${shorten(reason, 200)}`);
  }
}

/** Reads manifests; what is wrong with them becomes HttpError 400, with the place as its target. */
export function orBadRequest<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ManifestMistake)) throw error;
    const { code, message, position } = error;
    const target = position ? `line ${position.line}, column ${position.column}` : 'body';
    throw new HttpError(400, code, message, { details: [{ code, message, target }] });
  }
}

/** Findings by severity, gravest first: `high=1, low=2`; `none`. */
export function countFindings(results: { findings: { severity: string }[] }[]): string {
  const all = results.flatMap(({ findings }) => findings.map(({ severity }) => severity));
  const counts = findingSeverities.map(
    (severity) => [severity, all.filter((each) => each === severity).length] as const,
  );
  return counts.flatMap(([severity, count]) => (count > 0 ? [`${severity}=${count}`] : [])).join(', ') || 'none';
}
