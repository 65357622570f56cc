import { describe, expect, test } from '@jest/globals';
import { classifyArmError, isMissing } from '../../shared/azure/classify-arm-error.ts';
import type { RestErrorFacts } from '../../shared/errors/parse-rest-error.ts';

const answered = (status: number, code: string, message = 'Because.', retryAfterMs: number | null = null) =>
  ({ kind: 'answered', status, code, message, retryAfterMs }) satisfies RestErrorFacts;

const pending =
  'Operation is not allowed: Another agentpool operation (nodepool1 - Creating) is in progress, please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details';

describe('a failed call of Resource Manager', () => {
  test.each<[what: string, facts: RestErrorFacts, code: string, retryable: boolean]>([
    ['no answer', { kind: 'unreachable', message: 'ENOTFOUND' }, 'AzureUnreachable', true],
    ['no token', { kind: 'no-token', message: 'none', transient: false }, 'NoIdentity', false],
    ['no token just now', { kind: 'no-token', message: 'none', transient: true }, 'AzureUnreachable', true],
    ['a token refused', answered(401, 'InvalidAuthenticationTokenAudience'), 'Unauthorized', false],
    ['a role missing', answered(403, 'AuthorizationFailed'), 'Forbidden', true],
    ['a role missing on a linked resource', answered(403, 'LinkedAuthorizationFailed'), 'Forbidden', true],
    ['a policy', answered(403, 'RequestDisallowedByPolicy'), 'RequestDisallowedByPolicy', false],
    ['no such cluster', answered(404, 'ResourceNotFound'), 'ClusterNotFound', false],
    ['no such group', answered(404, 'ResourceGroupNotFound'), 'ClusterNotFound', false],
    ['a 404 of something else', answered(404, 'Http404'), 'Http404', false],
    ['an operation that goes on', answered(409, 'OperationNotAllowed', pending), 'OperationNotAllowed', true],
    ['a conflict', answered(409, 'Conflict'), 'OperationNotAllowed', true],
    ['a conflict without a code', answered(409, 'Http409'), 'OperationNotAllowed', true],
    ['a preemption', answered(409, 'AKSOperationPreempted'), 'OperationPreempted', true],
    ['a preemption by deletion', answered(409, 'AKSOperationPreemptedByDelete'), 'OperationPreempted', true],
    ['another place', answered(409, 'InvalidResourceLocation'), 'InvalidResourceLocation', false],
    ['a changed resource', answered(412, 'PreconditionFailed'), 'PreconditionFailed', true],
    ['a token of another tenant', answered(401, 'InvalidAuthenticationTokenTenant'), 'OtherTenant', false],
    ['throttling', answered(429, 'Throttled'), 'Throttled', true],
    ['throttling by ARM', answered(429, 'SubscriptionRequestsThrottled'), 'Throttled', true],
    ['a server error', answered(500, 'InternalServerError'), 'ServerFailed', true],
    ['a bad gateway', answered(502, 'Http502'), 'ServerFailed', true],
    ['unavailability', answered(503, 'ServerTimeout'), 'ServerFailed', true],
    ['a timeout', answered(408, 'RequestTimeout'), 'ServerFailed', true],
    [
      'a size without nested virtualization',
      answered(400, 'InvalidWorkloadRuntimeSettingError'),
      'InvalidWorkloadRuntimeSettingError',
      false,
    ],
    ['a version', answered(400, 'AgentPoolK8sVersionNotSupported'), 'AgentPoolK8sVersionNotSupported', false],
    ['no quota', answered(400, 'ErrCode_InsufficientVCPUQuota'), 'ErrCode_InsufficientVCPUQuota', false],
    ['no quota, as a 403', answered(403, 'QuotaExceeded'), 'QuotaExceeded', false],
    [
      "no quota, in Compute's words",
      answered(
        409,
        'OperationNotAllowed',
        'Operation could not be completed as it results in exceeding approved Total Regional Cores quota.',
      ),
      'QuotaExceeded',
      false,
    ],
    ['no capacity', answered(409, 'AllocationFailed'), 'AllocationFailed', false],
    [
      'a failed operation',
      { kind: 'other', message: 'The long-running operation has failed. AllocationFailed. No capacity.' },
      'AllocationFailed',
      false,
    ],
    [
      'a failed operation without details',
      { kind: 'other', message: 'The long-running operation has failed' },
      'OperationFailed',
      false,
    ],
    [
      'a superseded operation',
      { kind: 'other', message: 'The long-running operation has failed. AKSOperationPreempted. Later one.' },
      'OperationPreempted',
      true,
    ],
  ])('is classified: %s', (_what, facts, code, retryable) => {
    expect(classifyArmError(facts, 'do it')).toMatchObject({ code, retryable });
  });

  test('keeps how long the server asks us to wait', () => {
    expect(classifyArmError(answered(429, 'Throttled', 'Slow down.', 7000), 'do it')?.retryAfterMs).toBe(7000);
    expect(classifyArmError(answered(503, 'ServerBusy', 'Later.', 3000), 'do it')?.retryAfterMs).toBe(3000);
  });

  test("keeps the resource provider's own words", () => {
    const message = 'Kata: "KataVmIsolation" has to be used with vm size that supports nested virtualization.';
    expect(classifyArmError(answered(400, 'InvalidWorkloadRuntimeSettingError', message), 'do it')?.message).toBe(
      message,
    );
  });

  test('says what this app may not do', () => {
    expect(classifyArmError(answered(403, 'AuthorizationFailed'), 'read clusters: it needs Reader')?.message).toBe(
      'This app may not read clusters: it needs Reader. Because.',
    );
  });

  test('is left alone when it is none', () => {
    expect(classifyArmError({ kind: 'other', message: 'x is not a function' }, 'do it')).toBeNull();
  });
});

describe('a missing resource', () => {
  test.each<[string, RestErrorFacts, boolean]>([
    ['a cluster', answered(404, 'ResourceNotFound'), true],
    ['a pool in the words of AKS', answered(404, 'NotFound'), true],
    ['a cluster above a pool', answered(404, 'ParentResourceNotFound'), true],
    ['a page of a proxy', answered(404, 'Http404'), false],
    ['a wrong address', answered(404, 'InvalidResourceType'), false],
    ['a refusal', answered(403, 'ResourceNotFound'), false],
    ['no answer', { kind: 'unreachable', message: 'NotFound' }, false],
  ])('is told from everything else: %s', (_what, facts, missing) => {
    expect(isMissing(facts)).toBe(missing);
  });
});
