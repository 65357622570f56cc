import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import {
  armLimits,
  blobLimits,
  clusterLimits,
  sinkLimits,
  tableLimits,
  tokenTimeoutMs,
} from '../../shared/outbound/limits.ts';
import { withinTime } from '../../shared/outbound/within-time.ts';
import { functionTimeoutMs, workingTimeMs } from '../../shared/plain/function-time.ts';
import { hangMs } from '../support/eventually.ts';

test('What one activity waits for ends before the host ends the activity', () => {
  const host = JSON.parse(readFileSync(join(import.meta.dirname, '../../host.json'), 'utf8'));
  const [hours = 0, minutes = 0, seconds = 0] = String(host.functionTimeout).split(':').map(Number);
  const functionMs = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  expect(functionMs).toBe(functionTimeoutMs);
  // Who goes from one thing to the next begins the last one in time: a token, a request, and what storage notes of it.
  expect(workingTimeMs + tokenTimeoutMs + sinkLimits.callTimeoutMs + 2 * tableLimits.callTimeoutMs).toBeLessThan(
    functionMs,
  );
  // A step in a cluster, then a look whether somebody has cancelled.
  expect(clusterLimits.callTimeoutMs + tableLimits.callTimeoutMs).toBeLessThan(functionMs);
  for (const { callTimeoutMs } of [armLimits, tableLimits, blobLimits, sinkLimits])
    expect(callTimeoutMs * 3).toBeLessThan(functionMs);
  expect(tokenTimeoutMs).toBeLessThan(armLimits.callTimeoutMs);
  expect(armLimits.callTimeoutMs + tokenTimeoutMs + clusterLimits.requestTimeoutMs).toBeLessThan(
    clusterLimits.callTimeoutMs,
  );
});

test('What a caller over HTTP waits for ends before the load balancer before the app gives up', () => {
  // Azure's load balancer ends an idle request after 230 seconds ("Azure Functions scale and hosting", timeouts).
  const balancerMs = 230_000;
  // The inspection asks Azure and the cluster; the others do less.
  expect(armLimits.callTimeoutMs + clusterLimits.callTimeoutMs + tableLimits.callTimeoutMs).toBeLessThan(balancerMs);
});

test('A deed that hears no signal is left in time', async () => {
  await expect(withinTime(10, () => new Promise(() => undefined))).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('A deed that ends in time gives what it gave, and its error as it was', async () => {
  expect(await withinTime(hangMs, async () => 7)).toBe(7);
  const error = new Error('mine');
  await expect(withinTime(hangMs, async () => Promise.reject(error))).rejects.toBe(error);
});
