import { type HttpLibrary, type RequestContext, ResponseContext, wrapHttpLibrary } from '@kubernetes/client-node';
import { KataproofError } from '../../errors/kataproof-error.ts';
import { asRecord } from '../../plain/as-record.ts';
import { parseJson } from '../../plain/parse-json.ts';
import { findMisfit } from './check-shape.ts';
import { createDispatchLibrary } from './dispatch-library.ts';

/** The models of what we ask for, by the last part of the path that names a kind. */
const models: Record<string, string> = {
  namespaces: 'V1Namespace',
  nodes: 'V1Node',
  pods: 'V1Pod',
  events: 'CoreV1Event',
  jobs: 'V1Job',
  runtimeclasses: 'V1RuntimeClass',
  resourcequotas: 'V1ResourceQuota',
  limitranges: 'V1LimitRange',
  selfsubjectaccessreviews: 'V1SelfSubjectAccessReview',
};

/**
 * An HTTP library of client-node, by default that of the connection's own dispatcher, whose successful answers are checked once, before anybody reads them: they are what the
 * API server publishes for that request. Otherwise the request fails with MalformedAnswer. Answers that are no success
 * pass, for toRefusalError reads them. `basePath` is what the API server's own paths stand behind, where that is a proxy.
 */
export function createCheckedFetch(basePath = '', library: HttpLibrary = createDispatchLibrary()): HttpLibrary {
  return wrapHttpLibrary({
    async send(request) {
      const response = await library.send(request).toPromise();
      const { httpStatusCode: status, headers, body } = response;
      if (status < 200 || status >= 300 || headers['content-type']?.startsWith('text/plain')) return response;
      const text = checkAnswer(request, basePath, await body.text());
      return new ResponseContext(status, headers, { ...body, text: async () => text });
    },
  });
}

/** The text of the answer without members that are null. Throws MalformedAnswer. */
function checkAnswer(request: RequestContext, basePath: string, text: string): string {
  const path = new URL(request.getUrl()).pathname.slice(basePath.length);
  const answer = parseJson(text);
  const problem =
    answer === undefined ? 'something that is not JSON' : judgeAnswer(request.getHttpMethod(), path, answer);
  if (problem !== null) throw malformed(path, problem);
  if (!text.includes('null')) return text;
  try {
    return JSON.stringify(answer);
  } catch {
    // JSON is read at any depth, and written by recursion.
    throw malformed(path, 'JSON that is nested too deeply');
  }
}

function malformed(path: string, problem: string): KataproofError {
  return new KataproofError(
    'MalformedAnswer',
    `The API server, or a proxy before it, answered ${path} with ${problem}. Is that a Kubernetes API server?`,
  );
}

function judgeAnswer(method: string, path: string, answer: unknown): string | null {
  const { kind, items, metadata, gitVersion } = asRecord(answer);
  // A deletion answers a Status or the object, and nobody reads it.
  if (method === 'DELETE') return asRecord(answer) === answer ? null : 'something that is no Kubernetes object';
  if (/^\/version\/?$/.test(path)) return gitVersion && typeof gitVersion === 'string' ? null : 'no version';
  const { model, list } = askedFor(method, path);
  const expected = `${model.replace(/^(Core)?V1/, '')}${list ? 'List' : ''}`;
  if (list && !Array.isArray(items)) return `a ${expected} whose items are no list`;
  if (!list && ((kind ?? expected) !== expected || !metadata)) return `something that is no ${expected}`;
  const misfit = findMisfit(answer, list ? `${model}List` : model, expected);
  return misfit && `a ${expected} of another shape: ${misfit}`;
}

/** The model that a request asks for, and whether it asks for a list of them. */
function askedFor(method: string, path: string): { model: string; list: boolean } {
  const [, collection = '', name] =
    /^\/(?:api|apis\/[^/]+)\/[^/]+(?:\/namespaces\/[^/]+(?=\/))?\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  const model = models[collection];
  // A mistake of ours: whoever asks for another kind names its model above.
  if (!model) throw new Error(`There is no model for answers to ${path}.`);
  return { model, list: method === 'GET' && name === undefined };
}
