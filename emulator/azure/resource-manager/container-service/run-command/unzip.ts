import { inflateRawSync } from 'node:zlib';
import type { AttachedFile } from '../../../../seams/cluster-command.ts';

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const localEntry = 0x04034b50;

/** Most bytes of all files of an archive together. */
const mostBytes = 16 * 1024 * 1024;

/**
 * Reads a zip archive (PKWARE's APPNOTE 6.3.10): files that are stored or deflated, as Python's zipfile and PowerShell
 * write them. Throws Error for anything else, and for a path that leads out of its folder.
 */
export function unzip(archive: Buffer): AttachedFile[] {
  const end = archive.lastIndexOf(littleEndian(endOfDirectory));
  if (end < 0) throw new Error('it is no zip archive');
  const files: AttachedFile[] = [];
  let at = archive.readUInt32LE(end + 16);
  let left = mostBytes;
  for (let count = archive.readUInt16LE(end + 10); count > 0; count--) {
    if (archive.readUInt32LE(at) !== directoryEntry) throw new Error('its directory is broken');
    const nameBytes = archive.readUInt16LE(at + 28);
    const path = archive.toString('utf8', at + 46, at + 46 + nameBytes);
    if (path.startsWith('/') || path.split(/[\\/]/).includes('..')) throw new Error(`it holds the path ${path}`);
    if (!path.endsWith('/')) {
      const content = readEntry(archive, at, left);
      left -= content.length;
      files.push({ path: path.replace(/^\.\//, ''), content });
    }
    at += 46 + nameBytes + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

function readEntry(archive: Buffer, directoryAt: number, mostLeft: number): Buffer {
  const method = archive.readUInt16LE(directoryAt + 10);
  const packedBytes = archive.readUInt32LE(directoryAt + 20);
  const at = archive.readUInt32LE(directoryAt + 42);
  if (archive.readUInt32LE(at) !== localEntry) throw new Error('an entry of it is broken');
  const from = at + 30 + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
  const packed = archive.subarray(from, from + packedBytes);
  if (method === 0 && packed.length <= mostLeft) return packed;
  if (method === 8) return inflateRawSync(packed, { maxOutputLength: Math.max(1, mostLeft) });
  throw new Error('an entry of it is packed in another way, or too large');
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
