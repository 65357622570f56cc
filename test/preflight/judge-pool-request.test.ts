import { describe, expect, test } from '@jest/globals';
import { judgePoolRequest, judgeVerificationRequest } from '../../shared/preflight/judge-pool-request.ts';

const kata = {
  name: 'kata',
  vmSize: 'Standard_D4s_v5',
  workloadRuntime: 'KataVmIsolation',
  provisioningState: 'Succeeded',
};
const plain = { ...kata, name: 'plain', workloadRuntime: 'OCIContainer' };

describe('judgePoolRequest', () => {
  test('has nothing against a good size on a cluster without such a pool', () => {
    expect(judgePoolRequest({ name: 'kata', vmSize: 'Standard_D4s_v5' }, [plain])).toBeNull();
  });

  test('has nothing against a size that it does not know: AKS decides', () => {
    expect(judgePoolRequest({ name: 'kata', vmSize: 'Standard_Z9_v99' }, [])).toBeNull();
  });

  test('refuses a size that cannot nest virtual machines', () => {
    expect(judgePoolRequest({ name: 'kata', vmSize: 'Standard_B2s' }, [])).toMatchObject({
      code: 'VmSizeNotSupported',
    });
  });

  test('takes an existing Kata pool of that name and size, in any case', () => {
    expect(judgePoolRequest({ name: 'kata', vmSize: 'standard_d4S_V5' }, [kata])).toBeNull();
  });

  test.each([
    ['is not a Kata pool', { name: 'plain', vmSize: 'Standard_D4s_v5' }],
    ['has another size', { name: 'kata', vmSize: 'Standard_D8s_v5' }],
  ])('refuses when the pool of that name %s', (_, request) => {
    expect(judgePoolRequest(request, [kata, plain])).toMatchObject({ code: 'NodePoolDiffers' });
  });
});

describe('judgeVerificationRequest', () => {
  test('has nothing against a Kata pool, of the newer or the older name, nor against a whole cluster', () => {
    expect(judgeVerificationRequest('kata', [kata])).toBeNull();
    expect(judgeVerificationRequest('kata', [{ ...kata, workloadRuntime: 'KataMshvVmIsolation' }])).toBeNull();
    expect(judgeVerificationRequest(null, [])).toBeNull();
  });

  test('names the pools there are when the one asked for is not among them', () => {
    const refusal = judgeVerificationRequest('nope', [kata, plain]);
    expect(refusal).toMatchObject({ code: 'NodePoolNotFound', message: expect.stringContaining('kata, plain') });
  });

  test('refuses a pool whose pods are not sandboxed at all', () => {
    expect(judgeVerificationRequest('plain', [kata, plain])).toMatchObject({ code: 'NotAKataPool' });
  });
});
