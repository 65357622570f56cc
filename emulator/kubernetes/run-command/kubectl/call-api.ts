import { type RequestOptions, request } from 'node:https';

/** How kubectl reaches the API server of its own cluster. */
export interface ApiAccess {
  /** https URL. */
  server: string;
  /** PEM text. */
  certificateAuthority: string;
  token: string;
}

export interface ApiAnswer {
  status: number;
  text: string;
}

export interface ApiRequest {
  method: string;
  /** With its query. */
  path: string;
  body?: string;
  contentType?: string;
  accept?: string;
}

/** Sends requests to the API server. Rejects with KubectlError. */
export type CallApi = (asked: ApiRequest) => Promise<string>;

/** What kubectl prints to stderr before it ends with exit code 1. */
export class KubectlError extends Error {}

/** Creates the function that sends requests, as kubectl sends them, and turns refusals into kubectl's words. */
export function createCallApi(access: ApiAccess): CallApi {
  return async (asked) => {
    const { status, text } = await send(access, asked);
    if (status >= 200 && status < 300) return text;
    throw new KubectlError(inKubectlsWords(status, text));
  };
}

/** The status that an error of `CallApi` came from is in its words alone, as it is for kubectl's users. */
export function isNotFound(error: unknown): boolean {
  return error instanceof KubectlError && error.message.startsWith('Error from server (NotFound): ');
}

interface Status {
  reason?: string;
  message?: string;
  details?: { name?: string; kind?: string; causes?: { field?: string; message?: string }[] };
}

/** As kubectl 1.32 says it (`StandardErrorMessage` and `checkErr` of its cmd/util). */
function inKubectlsWords(status: number, text: string): string {
  const said = parseStatus(text);
  if (status === 401) return `error: You must be logged in to the server (${said.message ?? 'Unauthorized'})`;
  if (said.reason === 'Invalid') return invalidInWords(said);
  if (!said.reason) return 'Error from server (NotFound): the server could not find the requested resource';
  return `Error from server (${said.reason}): ${said.message ?? ''}`;
}

function invalidInWords({ details, message }: Status): string {
  const causes = (details?.causes ?? []).map(({ field, message: why }) => `${field ? `${field}: ` : ''}${why ?? ''}`);
  if (!details?.kind) return `The request is invalid: ${message ?? ''}`;
  const distinct = [...new Set(causes)];
  const list = distinct.length === 1 ? distinct[0] : `\n* ${distinct.join('\n* ')}`;
  return `The ${details.kind} ${JSON.stringify(details.name ?? '')} is invalid: ${list}`;
}

function parseStatus(text: string): Status {
  try {
    return JSON.parse(text) as Status;
  } catch {
    return {};
  }
}

function send(access: ApiAccess, { method, path, body, contentType, accept }: ApiRequest): Promise<ApiAnswer> {
  const options: RequestOptions = {
    method,
    ca: access.certificateAuthority,
    headers: {
      authorization: `Bearer ${access.token}`,
      accept: accept ?? 'application/json',
      'user-agent': 'kubectl/v1.34.2 (linux/amd64) kubernetes/emulated',
      ...(contentType !== undefined && { 'content-type': contentType }),
      ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
    },
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, access.server), options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', () => reject(refused(access.server)));
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    outgoing.on('error', () => reject(refused(access.server)));
    outgoing.end(body);
  });
}

function refused(server: string): KubectlError {
  const { host } = new URL(server);
  return new KubectlError(`The connection to the server ${host} was refused - did you specify the right host or port?`);
}
