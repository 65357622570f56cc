import { expect, test } from '@jest/globals';
import { listClusters } from '../../shared/api/operations/clusters.ts';
import { listProofs } from '../../shared/api/operations/evidence.ts';
import { listPostures } from '../../shared/api/operations/postures.ts';
import { clusterPage, posturePage, proofPage } from './support/sample-fleet.ts';

const now = Date.parse('2026-11-26T12:00:00.000Z');

test.each([
  ['postures', listPostures, posturePage('http://localhost/api/postures?maxpagesize=200', 1000, now)],
  ['clusters', listClusters, clusterPage()],
  ['proofs', listProofs, proofPage(7, now)],
] as const)('the page is shown %s as the API answers them', (_what, operation, sample) => {
  expect(operation.answers[200].schema.safeParse(sample).error?.issues ?? []).toEqual([]);
});
