import { describe, expect, test } from '@jest/globals';
import { decodeKubernetesProtobuf } from '../../../../emulator/kubernetes/api-server/protobuf/decode-kubernetes.ts';

/** Encodes a length-delimited field whose content is short enough for one length byte. */
const field = (number: number, content: Buffer | string): Buffer => {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
};
const envelope = (apiVersion: string, kind: string, message: Buffer) =>
  Buffer.concat([
    Buffer.from('k8s\0'),
    field(1, Buffer.concat([field(1, apiVersion), field(2, kind)])),
    field(2, message),
  ]);

describe('protobuf of typed kubectl commands', () => {
  test('reads a namespace with labels, leaving out what is empty', () => {
    const label = field(11, Buffer.concat([field(1, 'team'), field(2, 'blue')]));
    const metadata = Buffer.concat([field(1, 'short'), field(2, ''), label]);
    expect(decodeKubernetesProtobuf(envelope('v1', 'Namespace', field(1, metadata)))).toEqual({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'short', labels: { team: 'blue' } },
    });
  });

  test('reads bytes as base64 and numbers as numbers', () => {
    const entry = field(2, Buffer.concat([field(1, 'key'), field(2, Buffer.from([1, 2, 255]))]));
    expect(decodeKubernetesProtobuf(envelope('v1', 'Secret', entry))['data']).toEqual({ key: 'AQL/' });
    const options = Buffer.from([(1 << 3) | 0, 0xac, 0x02]);
    expect(decodeKubernetesProtobuf(envelope('v1', 'DeleteOptions', options))['gracePeriodSeconds']).toBe(300);
  });

  test.each([
    ['something else', Buffer.from('{}'), 400],
    ['a message that ends too early', Buffer.concat([Buffer.from('k8s\0'), Buffer.from([0x0a, 0x7f])]), 400],
    ['a kind without a table', envelope('apps/v1', 'StatefulSet', Buffer.alloc(0)), 415],
  ])('refuses %s', (_, body, code) => {
    expect(() => decodeKubernetesProtobuf(body)).toThrow(expect.objectContaining({ code }));
  });
});
