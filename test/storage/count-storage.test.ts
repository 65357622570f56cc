import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createPostures } from '../../shared/storage/tables-postures.ts';
import { createRunRecords } from '../../shared/storage/tables-run-records.ts';
import { cluster } from '../support/samples/sample-runs.ts';
import { type CountedStorage, countStorage, tally } from '../support/storage/count-storage.ts';
import { openMemory } from '../support/storage/open-memory.ts';
import { parseStorageOperation } from '../support/storage/storage-operation.ts';

const { access } = openMemory();
let counted: CountedStorage;

beforeAll(async () => {
  counted = await countStorage(access.connectionString, access.tablePrefix);
});

afterAll(() => counted?.stop());

test('counts what adapters ask of a storage account, by operation and table', async () => {
  const through = { ...access, connectionString: counted.connectionString };
  const records = createRunRecords(through);
  const step = { sequence: '0001', at: '2026-01-01T00:00:00.000Z', step: 'Begins', percent: 1, detail: null };
  await records.recordSteps('a-run', step);
  await records.recordSteps('a-run', { ...step, sequence: '0002' });
  expect(await records.listSteps('a-run')).toHaveLength(2);
  expect(await records.readRun('a-run')).toBeNull();
  await createPostures(through).readPosture(cluster, 'kata');
  expect(tally(counted.operations())).toEqual({
    'table parts POST table': 1,
    'table parts list': 1,
    'table parts replace': 2,
    'table postures POST table': 1,
    'table postures read': 1,
    'table runs POST table': 1,
    'table runs read': 1,
  });
  counted.forget();
  expect(counted.operations()).toEqual([]);
});

test.each([
  ['table', 'PATCH', "/a/truns(PartitionKey='run',RowKey='1%2F2')", '', 'runs', 'merge'],
  ['table', 'POST', '/a/truns', '{}', 'runs', 'insert'],
  ['table', 'DELETE', "/a/truns(PartitionKey='open',RowKey='1')", '', 'runs', 'delete'],
  ['table', 'GET', '/a/truns()?$filter=x', '', 'runs', 'list'],
  ['table', 'POST', '/a/$batch', "PUT http://127.0.0.1:1/a/tparts(PartitionKey='1'", 'parts', 'batch'],
  ['table', 'POST', '/a/$batch', 'Content-ID: 1\r\n\r\nPOST http://127.0.0.1:1/a/talerts HTTP/1.1', 'alerts', 'batch'],
  ['blob', 'PUT', '/a/t-evidence?restype=container', '', 'evidence', 'PUT container'],
  ['blob', 'PUT', '/a/t-evidence/sha256/ab', 'x', 'evidence', 'write'],
  ['queue', 'GET', '/a/tevents/messages?numofmessages=16', '', 'events', 'poll'],
  ['queue', 'GET', '/a/tevents/messages?peekonly=true', '', 'events', 'peek'],
  ['queue', 'POST', '/a/tevents/messages', '<x/>', 'events', 'send'],
  ['queue', 'DELETE', '/a/tevents/messages/id?popreceipt=x', '', 'events', 'delete'],
] as const)('%s: %s %s', (service, method, path, body, where, what) => {
  expect(parseStorageOperation(service, { method, path, body }, 't')).toEqual({ service, where, what });
});
