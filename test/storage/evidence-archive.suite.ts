import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createEvidenceArchive } from '../../shared/storage/blobs-evidence-archive.ts';
import { failureOf } from '../support/failure-of.ts';
import { sampleNode } from '../support/samples/sample-runs.ts';
import { type OpenMemory, secret } from '../support/storage/open-memory.ts';

export function describeEvidenceArchive(open: OpenMemory) {
  const document = { runId: '8236-a', nodes: [sampleNode('aks-kata-1')], note: 'größer ☃' };

  describe('kept evidence', () => {
    test('is read as it was kept', async () => {
      const archive = createEvidenceArchive(open().access);
      const { hash } = await archive.keepEvidence(document);
      expect(await archive.readEvidence(hash)).toEqual(document);
    });

    test('is named by the SHA-256 of its bytes', async () => {
      const memory = open();
      const { hash } = await createEvidenceArchive(memory.access).keepEvidence(document);
      const bytes = await memory.container().getBlobClient(`${hash}.json`).downloadToBuffer();
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(hash);
      expect(await createEvidenceArchive(memory.access).readBytes(hash)).toEqual(bytes);
    });

    test('is one document in whatever order its keys come', async () => {
      const archive = createEvidenceArchive(open().access);
      const one = await archive.keepEvidence({ b: 1, a: { d: [1, { f: null, e: 2 }], 10: 'x', 9: 'y' } });
      const two = await archive.keepEvidence({ a: { 9: 'y', d: [1, { e: 2, f: null }], 10: 'x' }, b: 1 });
      expect(two).toEqual(one);
      expect(await archive.keepEvidence({ b: 1, a: { d: [{ e: 2, f: null }, 1], 10: 'x', 9: 'y' } })).not.toEqual(one);
    });

    test('is never written again', async () => {
      const memory = open();
      const archive = createEvidenceArchive(memory.access);
      const { hash } = await archive.keepEvidence(document);
      const blob = memory.container().getBlobClient(`${hash}.json`);
      const { etag } = await blob.getProperties();
      await Promise.all([archive.keepEvidence(document), archive.keepEvidence(document)]);
      expect((await blob.getProperties()).etag).toBe(etag);
    });

    test('is null when there is none of that name', async () => {
      const archive = createEvidenceArchive(open().access);
      expect(await archive.readEvidence('0'.repeat(64))).toBeNull();
      expect(await archive.readEvidence('../somewhere')).toBeNull();
      expect(await archive.readBytes('0'.repeat(64))).toBeNull();
      expect(await archive.readBytes('../somewhere')).toBeNull();
    });

    test('that somebody changed is refused', async () => {
      const memory = open();
      const archive = createEvidenceArchive(memory.access);
      const { hash } = await archive.keepEvidence(document);
      const forged = JSON.stringify({ ...document, runId: 'another' });
      await memory.container().getBlockBlobClient(`${hash}.json`).upload(forged, Buffer.byteLength(forged));
      const failure = await failureOf(archive.readEvidence(hash));
      expect(failure).toMatchObject({ code: 'EvidenceCorrupt', retryable: false });
      expect(await failureOf(archive.readBytes(hash))).toMatchObject({ code: 'EvidenceCorrupt' });
    });

    test('holds no secret', async () => {
      const archive = createEvidenceArchive(open().access);
      const { hash } = await archive.keepEvidence({ failure: { message: `Event: ${secret}` } });
      const kept = JSON.stringify(await archive.readEvidence(hash));
      expect(kept).toContain('Event: ');
      expect(kept).not.toContain(secret);
    });

    test('is not kept when it is no document', async () => {
      await expect(createEvidenceArchive(open().access).keepEvidence(undefined)).rejects.toThrow(TypeError);
    });
  });

  describe('an archive', () => {
    test('that cannot be reached is a retryable failure', async () => {
      const { access } = open();
      const connectionString = access.connectionString.replace(/(BlobEndpoint=http:\/\/127\.0\.0\.1):\d+/, '$1:9');
      const failure = await failureOf(createEvidenceArchive({ ...access, connectionString }).keepEvidence(document));
      expect(failure).toMatchObject({ code: 'StorageUnreachable', retryable: true });
    });

    test('says which role is missing when it is refused', async () => {
      const { access } = open();
      const wrongKey = Buffer.alloc(64, 1).toString('base64');
      const connectionString = access.connectionString.replace(/AccountKey=[^;]+/, `AccountKey=${wrongKey}`);
      const failure = await failureOf(createEvidenceArchive({ ...access, connectionString }).keepEvidence(document));
      expect(failure).toMatchObject({ code: 'Forbidden', retryable: true });
      expect(failure?.message).toContain('Storage Blob Data Contributor');
      expect(failure?.message).not.toContain(wrongKey);
    });

    test('says what is missing when nothing tells where blobs are', async () => {
      const { access } = open();
      const connectionString = access.connectionString.replace(/BlobEndpoint=[^;]+;/, '');
      for (const given of [connectionString, null]) {
        const archive = createEvidenceArchive({ ...access, connectionString: given });
        expect(await failureOf(archive.keepEvidence(document))).toMatchObject({ code: 'InvalidSettings' });
      }
    });
  });
}
