import type { ServerResponse } from 'node:http';
import { badRequest, invalid } from '../../api/status-errors.ts';
import { forbiddenField, invalidValue, nonNegative } from '../../validation/rules/field-errors.ts';
import { existingObject } from '../reading/read-objects.ts';
import type { Answer, ApiCall, ClusterApi } from '../requests/api-call.ts';
import { isTrue, wholeNumber } from '../requests/query-parameters.ts';

interface LogOptions {
  container: string | null;
  follow: boolean;
  tailLines: number | null;
  limitBytes: number | null;
}

/** Reads the options and checks them (core/validation: ValidatePodLogOptions). Throws StatusError. */
function parseLogOptions({ query, path }: ApiCall): LogOptions {
  const tailLines = wholeNumber(query, 'tailLines');
  const limitBytes = wholeNumber(query, 'limitBytes');
  const sinceSeconds = wholeNumber(query, 'sinceSeconds');
  const positive = (field: string, value: number | null) =>
    value !== null && value < 1 ? [invalidValue(field, value, 'must be greater than 0')] : [];
  const errors = [
    ...nonNegative('tailLines', tailLines ?? undefined),
    ...positive('limitBytes', limitBytes),
    ...(sinceSeconds !== null && query.get('sinceTime')
      ? [forbiddenField('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified')]
      : positive('sinceSeconds', sinceSeconds)),
  ];
  if (errors.length > 0) throw invalid('PodLogOptions', '', path.name ?? '', errors);
  return { container: query.get('container') || null, follow: isTrue(query, 'follow'), tailLines, limitBytes };
}

/** Returns the last lines of a text. An incomplete last line counts as a line. */
export function lastLines(text: string, lines: number): string {
  if (lines === 0) return '';
  const parts = text.split('\n');
  const kept = text.endsWith('\n') ? lines + 1 : lines;
  return parts.slice(-kept).join('\n');
}

/** Cuts by bytes, as the kubelet does. A character that is cut in two is dropped. */
function limit(text: string, bytes: number | null): string {
  if (bytes === null || Buffer.byteLength(text) <= bytes) return text;
  return Buffer.from(text)
    .subarray(0, bytes)
    .toString('utf8')
    .replace(/\uFFFD$/, '');
}

/**
 * Returns the name of the container: the requested one, the default of the annotation, or the only one. Throws
 * StatusError BadRequest when it is none of these.
 */
export function containerOf(cluster: ClusterApi, call: ApiCall): string {
  const pod = existingObject(cluster, call);
  const names = (list: { name: string }[] | undefined) => (list ?? []).map(({ name }) => name);
  const containers = names(pod['spec']?.containers);
  const all = [...containers, ...names(pod['spec']?.initContainers), ...names(pod['spec']?.ephemeralContainers)];
  const asked = call.query.get('container') || pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  const { name } = pod.metadata;
  if (asked && all.includes(asked)) return asked;
  if (asked) throw badRequest(`container ${asked} is not valid for pod ${name}`);
  const [only, ...others] = containers;
  if (only !== undefined && others.length === 0) return only;
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${all.join(' ')}]`);
}

/**
 * Answers GET pods/x/log. `sinceTime`, `sinceSeconds` and `timestamps` would need the time of each line, which emulated
 * containers do not keep: every line counts as recent, and no line has a time. `previous` never finds a log, because
 * the output before a restart is not kept.
 */
export function readPodLog(cluster: ClusterApi, call: ApiCall): Answer {
  const options = parseLogOptions(call);
  const container = containerOf(cluster, call);
  const { namespace, name } = call.path;
  const target = [namespace ?? '', name ?? '', container] as const;
  if (call.query.get('previous') === 'true')
    throw badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
  const written = cluster.runtime.readLog(...target);
  const tail = options.tailLines === null ? written : lastLines(written, options.tailLines);
  return {
    kind: 'stream',
    start(response) {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const text = limit(tail, options.limitBytes);
      if (options.follow) follow(cluster, target, text, options.limitBytes, response);
      else response.end(text);
    },
  };
}

function follow(
  cluster: ClusterApi,
  target: readonly [string, string, string],
  written: string,
  limitBytes: number | null,
  response: ServerResponse,
): void {
  let left = limitBytes ?? Number.POSITIVE_INFINITY;
  const write = (text: string) => {
    if (response.writableEnded) return;
    const part = limit(text, Number.isFinite(left) ? left : null);
    left -= Buffer.byteLength(part);
    response.write(part);
    if (left <= 0) response.end();
  };
  response.flushHeaders();
  if (written !== '') write(written);
  const stop = cluster.runtime.followLog(...target, write, () => response.end());
  response.on('close', stop);
}
