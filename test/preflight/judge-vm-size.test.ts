import { describe, expect, test } from '@jest/globals';
import { judgeVmSize } from '../../shared/preflight/judge-vm-size.ts';

const likely = [
  'Standard_D4s_v3',
  'Standard_D4ds_v5',
  'Standard_D4as_v5',
  'Standard_E4s_v5',
  'standard_d4S_V3',
  'Standard_D8s_v5',
  'Standard_D2ls_v5',
  'Standard_D8ads_v7',
  'Standard_E104is_v5',
  'Standard_F8s_v2',
  'Standard_FX4mds',
  'Standard_M128ms',
  'Standard_L8as_v3',
  'Standard_NV12ads_V710_v5',
];
const unlikely = [
  'Standard_D4as_v4',
  'Standard_D2a_v4',
  'Standard_E4as_v4',
  'Standard_B2s',
  'Standard_B2s_v2',
  'Standard_DS2_v2',
  'Standard_D2_v2',
  'Standard_D2',
  'Standard_D4ps_v5',
  'Standard_B2ps_v2',
  'Standard_DC4as_v5',
  'Standard_DC4as_cc_v5',
  'Standard_DC2s_v2',
  'Standard_EC4as_v5',
  'Standard_A2_v2',
  'Standard_NC24ads_A100_v4',
];
const unknown = ['Foo', '', 'Standard_', 'Standard_D4s_v9', 'Standard_HB120rs_v3', 'Standard_E4-2s_v5'];

describe('judgeVmSize', () => {
  test.each(likely)('takes %s for likely', (size) => {
    expect(judgeVmSize(size).likelihood).toBe('likely');
  });
  test.each(unlikely)('takes %s for unlikely and says why', (size) => {
    const judgement = judgeVmSize(size);
    expect(judgement.likelihood).toBe('unlikely');
    expect(judgement.reason).toMatch(/\w.+\.$/);
  });
  test.each(unknown)('never refuses what it does not know: %j', (size) => {
    const judgement = judgeVmSize(size);
    expect(judgement.likelihood).toBe('unknown');
    expect(judgement.reason.length).toBeLessThan(200);
  });
});

test('answers briefly and at once to a name of any length', () => {
  const judgement = judgeVmSize(`Standard_${'D'.repeat(100_000)}`);
  expect(judgement.likelihood).toBe('unknown');
  expect(judgement.reason.length).toBeLessThan(200);
});
