import type { QueueSettings } from '../app/queue-settings.ts';

/** What `Convert.FromBase64String` of .NET takes: groups of four characters, with white space anywhere. */
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Decodes the body of a message; undefined when it does not have the encoding that host.json names. */
export function decodeMessage(body: string, encoding: QueueSettings['messageEncoding']): Buffer | undefined {
  if (encoding === 'none') return Buffer.from(body, 'utf8');
  const compact = body.replaceAll(/[ \t\r\n]/g, '');
  return base64.test(compact) ? Buffer.from(compact, 'base64') : undefined;
}

/** Encodes what a message of the poison queue has: the content that was decoded, in the same encoding. */
export const encodeMessage = (content: Buffer, encoding: QueueSettings['messageEncoding']): string =>
  content.toString(encoding === 'none' ? 'utf8' : 'base64');

/** The text for the function. Throws for bytes that are no UTF-8, which makes the invocation fail. */
export const textOf = (content: Buffer): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
