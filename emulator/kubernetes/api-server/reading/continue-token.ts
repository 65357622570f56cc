import { badRequest } from '../../api/status-errors.ts';
import { DecodeError, toValue } from '../decoding/json-node.ts';
import { parseGoJson } from '../decoding/parse-go-json.ts';

/** Where the next page of a list begins. */
export interface ContinueToken {
  resourceVersion: number;
  after: string;
}

const version = 'meta.k8s.io/v1';

export const writeToken = ({ resourceVersion, after }: ContinueToken): string =>
  Buffer.from(JSON.stringify({ v: version, rv: resourceVersion, start: after })).toString('base64url');

/** Returns the first byte at which a text is not base64url, or -1. */
function illegalByte(text: string): number {
  const index = text.search(/[^-A-Za-z0-9_\r\n]/);
  if (index !== -1) return index;
  // One character more than whole groups of four encodes nothing.
  const significant = text.replace(/[\r\n]/g, '').length;
  return significant % 4 === 1 ? text.length - 1 : -1;
}

/** Parses a token that `writeToken` has made (apiserver/pkg/storage: DecodeContinue). Throws StatusError BadRequest. */
export function parseToken(text: string): ContinueToken {
  const refuse = (why: string) => badRequest(`invalid continue token: ${why}`);
  const illegal = illegalByte(text);
  if (illegal !== -1) throw refuse(`continue key is not valid: illegal base64 data at input byte ${illegal}`);
  let value: Record<string, unknown>;
  try {
    const decoded = toValue(parseGoJson(Buffer.from(text, 'base64url').toString()));
    value = (typeof decoded === 'object' ? (decoded ?? {}) : {}) as Record<string, unknown>;
  } catch (error) {
    throw error instanceof DecodeError ? refuse(`continue key is not valid: ${error.message}`) : error;
  }
  const { v, rv, start } = value;
  if (v !== version)
    throw refuse(
      `continue key is not valid: server does not recognize this encoded version ${JSON.stringify(v ?? '')}`,
    );
  if (typeof rv !== 'number' || rv === 0)
    throw refuse('continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  if (typeof start !== 'string' || start === '')
    throw refuse('continue key is not valid: encoded start key empty (version meta.k8s.io/v1)');
  return { resourceVersion: rv, after: start };
}
