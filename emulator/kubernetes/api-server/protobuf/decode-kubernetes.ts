import { badRequest, unsupportedMediaType } from '../../api/status-errors.ts';
import { type FieldType, messages } from './message-fields.ts';
import { parseProtobufFields } from './parse-fields.ts';

const magic = Buffer.from('k8s\0');

function decodeValue(type: FieldType, value: bigint | Buffer): unknown {
  if (type === 'int') return Number(value);
  if (type === 'bool') return value !== 0n;
  if (!Buffer.isBuffer(value)) throw badRequest('a protobuf field has another type than expected');
  if (type === 'string') return value.toString('utf8');
  if (type === 'bytes') return value.toString('base64');
  const message = decodeMessage(type, value);
  return type === 'Quantity' ? message['string'] : message;
}

function decodeEntry(type: FieldType, value: bigint | Buffer): [string, unknown] {
  const fields = Buffer.isBuffer(value) ? parseProtobufFields(value) : [];
  const at = (number: number) => fields.find((field) => field.number === number)?.value ?? Buffer.alloc(0);
  return [String(decodeValue('string', at(1))), decodeValue(type, at(2))];
}

function decodeMessage(type: string, buffer: Buffer): Record<string, unknown> {
  const known = messages[type];
  if (!known) throw unsupportedMediaType(`${type} is not decoded from protobuf by this API server; send JSON`);
  const result: Record<string, unknown> = {};
  for (const { number, value } of parseProtobufFields(buffer)) {
    const field = known[number];
    if (!field) continue;
    const [name, fieldType] = field;
    if (fieldType.startsWith('[]')) {
      const list = (result[name] ?? []) as unknown[];
      result[name] = [...list, decodeValue(fieldType.slice(2), value)];
    } else if (fieldType.startsWith('{}')) {
      const [key, entry] = decodeEntry(fieldType.slice(2), value);
      result[name] = { ...(result[name] as Record<string, unknown> | undefined), [key]: entry };
    } else if (!isDefault(fieldType, value)) result[name] = decodeValue(fieldType, value);
  }
  return result;
}

/** Go writes empty strings for fields that are not set. */
const isDefault = (type: FieldType, value: bigint | Buffer) => type === 'string' && (value as Buffer).length === 0;

/** Decodes the envelope `k8s\0` + runtime.Unknown and its message. Throws StatusError 400 or 415. */
export function decodeKubernetesProtobuf(body: Buffer): Record<string, unknown> {
  if (!body.subarray(0, magic.length).equals(magic))
    throw badRequest('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  try {
    const envelope = parseProtobufFields(body.subarray(magic.length));
    const part = (fields: typeof envelope, number: number) => {
      const value = fields.find((field) => field.number === number)?.value;
      return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
    };
    const type = parseProtobufFields(part(envelope, 1));
    const [apiVersion, kind] = [part(type, 1).toString('utf8'), part(type, 2).toString('utf8')];
    return { apiVersion, kind, ...decodeMessage(kind, part(envelope, 2)) };
  } catch (error) {
    if (error instanceof RangeError) throw badRequest(`proto: ${error.message}`);
    throw error;
  }
}
