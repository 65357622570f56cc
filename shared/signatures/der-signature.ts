/**
 * An ECDSA signature in ASN.1 DER (RFC 3279, `Ecdsa-Sig-Value`) from the two numbers one after the other (RFC 7518, 3.4).
 * The verifiers of DSSE that others wrote take the first.
 */
export function toDerSignature(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2;
  const numbers = Buffer.concat([toDerInteger(raw.subarray(0, half)), toDerInteger(raw.subarray(half))]);
  return Buffer.concat([Buffer.from([0x30]), lengthOf(numbers), numbers]);
}

/** Without zeros that say nothing, and with one where the number would look negative. */
function toDerInteger(number: Uint8Array): Uint8Array {
  const first = number.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? Uint8Array.of(0) : number.subarray(first);
  const padded = (digits[0] ?? 0) > 0x7f ? Buffer.concat([Uint8Array.of(0), digits]) : digits;
  return Buffer.concat([Uint8Array.of(0x02), lengthOf(padded), padded]);
}

/** Signatures of P-521 have up to 139 bytes, so one byte of length may need another before it. */
function lengthOf(content: Uint8Array): Uint8Array {
  return content.length < 0x80 ? Uint8Array.of(content.length) : Uint8Array.of(0x81, content.length);
}
