import { type HttpLibrary, type RequestContext, ResponseContext, wrapHttpLibrary } from '@kubernetes/client-node';
import { type AnswerHeaders, dispatchRequest } from './dispatch-request.ts';

/** An HTTP library of client-node that sends by the dispatcher of each request and reads the whole answer. */
export function createDispatchLibrary(): HttpLibrary {
  return wrapHttpLibrary({ send: readAnswer });
}

function readAnswer(request: RequestContext): Promise<ResponseContext> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let status = 0;
    let headers: AnswerHeaders = {};
    dispatchRequest(request, request.getSignal(), {
      answered(answered, told) {
        status = answered;
        headers = told;
      },
      data: (chunk) => void chunks.push(chunk),
      end(error) {
        if (error) return reject(error);
        const bytes = Buffer.concat(chunks);
        const body = {
          text: async () => bytes.toString(),
          binary: async () => bytes,
          stream: () => new Response(bytes).body,
        };
        resolve(new ResponseContext(status, joined(headers), body));
      },
    });
  });
}

/** One text for each header, as fetch has it. */
function joined(headers: AnswerHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]));
}
