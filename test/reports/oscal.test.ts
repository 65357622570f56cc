import { describe, expect, test } from '@jest/globals';
import Ajv2020Module from 'ajv/dist/2020.js';
import type { Report } from '../../shared/reports/model/report.ts';
import { renderOscal } from '../../shared/reports/oscal/render-oscal.ts';
import {
  clusterReport,
  fleetReport,
  hostileReport,
  sampleReports,
  soundReport,
} from '../support/samples/sample-reports.ts';
import { type Oscal, oscalSchema } from './own-schemas/oscal.ts';
import { readPublished } from './published-schema.ts';

const parse = (report: Report): Oscal => oscalSchema.parse(JSON.parse(renderOscal(report)));
const resultOf = (report: Report) => {
  const [result] = parse(report)['assessment-results'].results;
  if (!result) throw new Error('There is no result.');
  return result;
};

describe.each(Object.entries(sampleReports))('a report (%s)', (_what, make) => {
  test('is as the schema of what we use has it, and as the published one has it', () => {
    expect(oscalSchema.safeParse(JSON.parse(renderOscal(make()))).error).toBeUndefined();
    const published = readPublished('oscal.json');
    if (!published) return;
    const check = new Ajv2020Module.default({
      strict: false,
      allErrors: true,
      validateFormats: false,
      validateSchema: false,
    });
    // The schema says draft-07, whose `$id` of a fragment this version would not take.
    const schema = JSON.parse(published.replaceAll(/"\$id" : "#[^"]*",/g, '').replace(/"\$schema" : "[^"]*",/, ''));
    const validate = check.compile(schema);
    validate(JSON.parse(renderOscal(make())));
    expect(validate.errors ?? null).toBeNull();
  });

  test('names nothing that it does not define, and nothing twice', () => {
    const document = parse(make())['assessment-results'];
    const result = resultOf(make());
    const { components = [], 'inventory-items': items = [] } = result['local-definitions'] ?? {};
    const { observations = [], risks = [], findings = [] } = result;
    const subjects = new Set([...components, ...items].map(({ uuid }) => uuid));
    for (const { subjects: about = [] } of observations)
      for (const { 'subject-uuid': uuid } of about) expect(subjects).toContain(uuid);
    const [seen, accepted] = [observations, risks].map((list) => new Set(list.map(({ uuid }) => uuid)));
    for (const finding of findings) {
      for (const { 'observation-uuid': uuid } of finding['related-observations']) expect(seen).toContain(uuid);
      for (const { 'risk-uuid': uuid } of finding['related-risks'] ?? []) expect(accepted).toContain(uuid);
    }
    const all = [...components, ...items, ...observations, ...risks, ...findings].map(({ uuid }) => uuid);
    expect(new Set(all).size).toBe(all.length);
    expect(document['back-matter'].resources.map(({ uuid }) => `#${uuid}`)).toContain(document['import-ap'].href);
    const reviewed = result['reviewed-controls']['control-selections'].flatMap((each) => each['include-controls']);
    for (const { target } of findings)
      expect(reviewed.map((each) => `${each['control-id']}_obj`)).toContain(target['target-id']);
  });
});

const statusOf = (report: Report, control: string, cluster: string) =>
  resultOf(report).findings?.find(({ title }) => title === `${control} in cluster ${cluster}`)?.target.status;

test('a control is satisfied only where all was looked at and all of it passed', () => {
  expect(statusOf(soundReport(), 'SC-39', 'sound')).toEqual({ state: 'satisfied', reason: 'pass' });
  expect(statusOf(fleetReport(), 'SC-39', 'checkout-neu')).toEqual({
    state: 'not-satisfied',
    reason: 'fail',
    remarks:
      'Found: node pool kataa is shared-kernel; pod-not-sandboxed: shop/Deployment/basket. Could not be checked: node pool katab: stale (was isolated); node pool katac: inconclusive.',
  });
});

test('what could not be checked, was never proven, is stale or was not read leaves a control not satisfied', () => {
  const told = (cluster: string) => statusOf(fleetReport(), 'SI-6', cluster);
  const other = { state: 'not-satisfied', reason: 'other' };
  expect(told('payments-weu')).toMatchObject({
    ...other,
    remarks: 'Could not be checked: node pool katanew: never proven.',
  });
  expect(told('(not read)')).toMatchObject({ ...other, remarks: expect.stringContaining('Forbidden') });
  const stale = { ...fleetReport(), pools: fleetReport().pools.filter(({ poolName }) => poolName !== 'kataa') };
  expect(statusOf(stale, 'SI-6', 'checkout-neu')).toMatchObject({
    ...other,
    remarks: 'Could not be checked: node pool katab: stale (was isolated); node pool katac: inconclusive.',
  });
  const never = clusterReport('payments-weu');
  expect(statusOf({ ...never, pools: [] }, 'SC-39', 'payments-weu')).toBeUndefined();
});

test('no control that needs a proof is satisfied beside a pool that is not isolated, or not known to be', () => {
  const [finding] = clusterReport('payments-weu').findings.concat(clusterReport().findings);
  if (!finding) throw new Error('There is no finding.');
  // Somewhere else something is found that names both controls, so that they are reviewed in every cluster.
  const named = { ...finding, clusterId: 'elsewhere', controls: ['NIST-800-53 SC-4', 'NIST-800-53 CA-7'] };
  const fleet = { ...fleetReport(), findings: [named] };
  for (const control of ['SC-4', 'CA-7']) {
    expect(statusOf(fleet, control, 'checkout-neu')).toMatchObject({ state: 'not-satisfied', reason: 'fail' });
    expect(statusOf(fleet, control, 'payments-weu')).toMatchObject({ state: 'not-satisfied', reason: 'other' });
    expect(statusOf({ ...soundReport(), findings: [named] }, control, 'sound')).toMatchObject({ state: 'satisfied' });
  }
});

test('what somebody has accepted is a risk until a day, and the control stays not satisfied', () => {
  const accepted = { ...clusterReport(), findings: clusterReport().findings.filter(({ waiver }) => waiver !== null) };
  const result = resultOf(accepted);
  expect(result.risks).toEqual([
    expect.objectContaining({
      status: 'deviation-approved',
      deadline: '2026-12-26T12:00:00.000Z',
      statement: expect.stringContaining('Accepted by ada@example.com'),
    }),
  ]);
  expect(statusOf(accepted, 'CM-6.1', 'checkout-neu')).toMatchObject({ state: 'not-satisfied', reason: 'other' });
});

test('a proof has its evidence by hash, and a day after which it counts no more', () => {
  const proof = resultOf(clusterReport()).observations?.find(({ title }) =>
    title.startsWith('Proof of node pool kataa '),
  );
  expect(proof).toMatchObject({
    methods: ['TEST'],
    collected: '2026-11-26T06:00:00.000Z',
    expires: '2026-11-28T06:00:00.000Z',
  });
  expect(proof?.['relevant-evidence']).toEqual([
    expect.objectContaining({
      href: `https://proofs.example/api/clusters/11111111-1111-4111-8111-111111111111/rg-payments/checkout-neu/evidence/${'ab'.repeat(32)}`,
      props: [expect.objectContaining({ name: 'sha-256', value: 'ab'.repeat(32) })],
    }),
  ]);
});

test('what is the same has the same UUID in every report; each report has its own', () => {
  const [one, other] = [fleetReport(), { ...fleetReport(), madeAt: '2026-11-27T12:00:00.000Z' }].map(parse);
  const uuids = (document: Oscal | undefined) =>
    document?.['assessment-results'].results[0]?.findings?.map(({ uuid }) => uuid);
  expect(uuids(one)).toEqual(uuids(other));
  expect(one?.['assessment-results'].uuid).not.toBe(other?.['assessment-results'].uuid);
  expect(renderOscal(fleetReport())).toBe(renderOscal(fleetReport()));
});

test('nothing that a cluster wrote is a link or HTML', () => {
  const { observations = [] } = resultOf(hostileReport());
  for (const { title, description } of observations) expect(`${title}${description}`).not.toMatch(/(^|[^\\])[<[\]`]/);
});
