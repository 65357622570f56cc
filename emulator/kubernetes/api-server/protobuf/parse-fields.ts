/** One field of a protobuf message, with its number and its raw value. */
export interface ProtobufField {
  number: number;
  value: bigint | Buffer;
}

function parseVarint(buffer: Buffer, at: number): { value: bigint; next: number } {
  let value = 0n;
  for (let index = at, shift = 0n; index < buffer.length; index++, shift += 7n) {
    const byte = buffer[index] ?? 0;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return { value, next: index + 1 };
  }
  throw new RangeError('a varint ends too early');
}

/** Splits a message into its fields (wire types 0, 1, 2 and 5). Throws RangeError for broken input. */
export function parseProtobufFields(buffer: Buffer): ProtobufField[] {
  const fields: ProtobufField[] = [];
  let at = 0;
  while (at < buffer.length) {
    const tag = parseVarint(buffer, at);
    const number = Number(tag.value >> 3n);
    at = tag.next;
    switch (Number(tag.value & 7n)) {
      case 0: {
        const { value, next } = parseVarint(buffer, at);
        fields.push({ number, value });
        at = next;
        break;
      }
      case 2: {
        const { value: length, next } = parseVarint(buffer, at);
        const end = next + Number(length);
        if (end > buffer.length) throw new RangeError('a field ends too early');
        fields.push({ number, value: buffer.subarray(next, end) });
        at = end;
        break;
      }
      case 1:
        fields.push({ number, value: buffer.readBigUInt64LE(at) });
        at += 8;
        break;
      case 5:
        fields.push({ number, value: BigInt(buffer.readUInt32LE(at)) });
        at += 4;
        break;
      default:
        throw new RangeError(`unknown wire type in field ${number}`);
    }
  }
  return fields;
}
