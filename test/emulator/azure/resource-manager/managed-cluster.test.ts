import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type EmulatedAzure, startEmulatedAzure } from '../../../support/azure/emulated-azure.ts';

const system = { name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D4s_v5' };
const put = (properties: object, location = 'westeurope') => ({ location, properties });

describe('a cluster that cannot be had', () => {
  let azure: EmulatedAzure;
  beforeAll(async () => {
    azure = await startEmulatedAzure({ speed: 60 });
  });
  afterAll(() => azure.stop());

  test.each<[string, unknown, string]>([
    ['without a location', { properties: { agentPoolProfiles: [system] } }, 'LocationRequired'],
    ['on the moon', put({ agentPoolProfiles: [system] }, 'moon'), 'LocationNotAvailableForResourceType'],
    ['without pools', put({}), 'InvalidParameter'],
    ['without a system pool', put({ agentPoolProfiles: [{ ...system, mode: 'User' }] }), 'BadRequest'],
    ['with two pools of one name', put({ agentPoolProfiles: [system, system] }), 'InvalidParameter'],
    ['of an old version', put({ kubernetesVersion: '1.27', agentPoolProfiles: [system] }), 'K8sVersionNotSupported'],
    [
      'with a pool beyond the quota',
      put({ agentPoolProfiles: [{ ...system, count: 1000 }] }),
      'ErrCode_InsufficientVCPUQuota',
    ],
  ])('%s is refused with 400 and is not there', async (_, body, code) => {
    const path = azure.clusterPath.replace(/demo$/, `c-${code.toLowerCase().slice(0, 20)}`);
    const response = await azure.arm('PUT', path, body);
    expect(response.status).toBe(400);
    expect(response.body.code ?? response.body.error.code).toBe(code);
    expect((await azure.arm('GET', path)).status).toBe(404);
  });

  test('does not move, gain pools or be upgraded by a PUT', async () => {
    const attempt = async (body: unknown) => {
      const response = await azure.arm('PUT', azure.clusterPath, body);
      return [response.status, response.body.code ?? response.body.error.code];
    };
    expect(await attempt({ location: 'eastus' })).toEqual([409, 'InvalidResourceLocation']);
    expect(await attempt(put({ agentPoolProfiles: [{ ...system, name: 'second' }] }))).toEqual([400, 'BadRequest']);
    expect(await attempt(put({ kubernetesVersion: '1.36' }))).toEqual([501, 'NotEmulated']);
  });

  test('patches tags under If-Match alone', async () => {
    const headers = { 'If-Match': 'another' };
    expect((await azure.arm('PATCH', azure.clusterPath, { tags: { a: 'b' } }, headers)).status).toBe(412);
    const missing = azure.clusterPath.replace(/demo$/, 'none');
    expect((await azure.arm('PATCH', missing, { tags: {} }, headers)).status).toBe(404);
    expect((await azure.arm('GET', azure.clusterPath)).body.tags).toEqual({});
  });
});
