import { KataproofError } from '../errors/kataproof-error.ts';
import type { Policy } from '../outbound/bound-azure-client.ts';
import { parseJson } from '../plain/parse-json.ts';
import { shapeOf } from './arm-shapes.ts';

/**
 * Looks at every successful answer of Azure Resource Manager once, before the SDK's model is made of it: it is JSON of the
 * shape that was asked for. A page of a proxy, nothing at all, or `value: null` fails with MalformedAnswer.
 */
export const checkArmAnswer: Policy = {
  name: 'checkArmAnswer',
  async sendRequest(request, next) {
    const response = await next(request);
    // 202 and 204 need no body: an operation goes on, or there was nothing to do.
    if (response.status !== 200 && response.status !== 201) return response;
    if (request.method === 'DELETE') return response;
    const { pathname } = new URL(request.url);
    const problem = findProblem(pathname, response.bodyAsText ?? '', response.headers.get('content-type') ?? '');
    if (problem === null) return response;
    throw new KataproofError(
      'MalformedAnswer',
      `Azure Resource Manager, or a proxy before it, answered ${response.status} to ${request.method} ${pathname} with ${problem}.`,
    );
  },
};

function findProblem(pathname: string, body: string, contentType: string): string | null {
  if (body.trim() === '') return 'nothing';
  const answer = parseJson(body);
  const type = /^[\w.+-]{1,60}\/[\w.+-]{1,60}/.exec(contentType)?.[0] ?? '';
  if (answer === undefined || (type && !/json/i.test(type))) return `${type || 'something'} that is not JSON`;
  const [issue] = shapeOf(pathname).safeParse(answer).error?.issues ?? [];
  return issue ? `JSON of another shape: ${issue.path.join('.') || 'the whole'}: ${issue.message}` : null;
}
