import type { Verdict } from '../../shared/isolation/evidence.ts';

/** How a scenario must end. The exit code follows from it. */
export interface ScenarioEnd {
  verdict: Verdict;
  /** What the reason must contain, so that a right verdict for a wrong reason does not pass. */
  because: RegExp;
  /** It shows where a cluster is made. */
  newCluster?: true;
  /**
   * The check of the preflight that finds it before anything is made: then a run ends there, and the verdict is that of
   * a run that skips the preflight.
   */
  foundBy?: string;
  /** Settings of the app with which it shows. */
  settings?: Record<string, string>;
  /**
   * No run is started: the request is refused with this code, and the preflight says by this check what to do. Nothing is
   * known of the pool then, and so its verdict is inconclusive.
   */
  refused?: { code: string; check: string };
}

/** How a run is asked for that is to show the scenario's verdict. */
export function preflightOf(scenario: string): 'enforce' | 'skip' {
  return scenarioEnds[scenario]?.foundBy ? 'skip' : 'enforce';
}

const byCommands = { KATAPROOF_RUN_COMMAND: 'when-unreachable' };

/** The documented end of every scenario of the emulator. */
export const scenarioEnds: Record<string, ScenarioEnd> = {
  healthy: { verdict: 'isolated', because: /./ },
  'shared-kernel': { verdict: 'shared-kernel', because: /kernel/i },
  'runtime-class-stripped': {
    verdict: 'shared-kernel',
    because: /runtimeClassName|RuntimeClass/,
    foundBy: 'admission-of-sandboxed-pod',
  },
  'runtime-class-absent': {
    verdict: 'inconclusive',
    because: /RuntimeClassAbsent.*az aks update .*KATAPROOF_RECONCILE_CLUSTER/,
  },
  'sidecar-injected': {
    verdict: 'inconclusive',
    because: /istio-proxy was injected.*istio-injection=disabled/,
    foundBy: 'admission-of-ordinary-pod',
  },
  'probe-replaced': {
    verdict: 'inconclusive',
    because: /sandboxed pod as we asked for it.*command was changed/,
    foundBy: 'admission-of-sandboxed-pod',
  },
  'another-sandbox': { verdict: 'suspect', because: /Kata/ },
  'boot-id-replayed': { verdict: 'suspect', because: /boot id .* of its sandboxed pod is that of node/ },
  'pool-never-ready': { verdict: 'inconclusive', because: /DeadlineExceeded/ },
  'node-never-registers': { verdict: 'inconclusive', because: /Azure counts \d+ nodes, of which \d+ are registered/ },
  'pool-fails': { verdict: 'inconclusive', because: /AllocationFailed/ },
  'cluster-fails': { verdict: 'inconclusive', because: /AllocationFailed/, newCluster: true },
  'cluster-preempted': { verdict: 'inconclusive', because: /AKSOperationPreempted/, newCluster: true },
  'quota-exceeded': { verdict: 'inconclusive', because: /quota/i, foundBy: 'vcpu-quota' },
  'policy-denies': {
    verdict: 'inconclusive',
    because: /RequestDisallowedByPolicy.*Trusted Launch/,
    foundBy: 'azure-policy',
  },
  'gatekeeper-denies': {
    verdict: 'inconclusive',
    because: /validation\.gatekeeper\.sh.*has not been allowed/,
    foundBy: 'admission-of-ordinary-pod',
  },
  'gatekeeper-denies-default': { verdict: 'isolated', because: /./ },
  'gatekeeper-denies-namespaces': {
    verdict: 'inconclusive',
    because: /all-must-have-owner/,
    foundBy: 'admission-of-namespace',
  },
  'safeguards-enforced': { verdict: 'isolated', because: /./ },
  'safeguards-deny': {
    verdict: 'inconclusive',
    because: /has no <readinessProbe>/,
    foundBy: 'admission-of-ordinary-pod',
  },
  'kyverno-denies': { verdict: 'inconclusive', because: /require-labels/, foundBy: 'admission-of-jobs' },
  'pod-security-denies': {
    verdict: 'inconclusive',
    because: /violates PodSecurity "restricted:latest"/,
    foundBy: 'admission-of-ordinary-pod',
  },
  'limits-changed': { verdict: 'isolated', because: /./ },
  'webhook-refuses-trials': { verdict: 'isolated', because: /./ },
  'webhook-unreachable': { verdict: 'inconclusive', because: /gone\.example\.com/ },
  'burstable-listed-as-nested': { verdict: 'isolated', because: /./ },
  'sizes-unanswered': { verdict: 'isolated', because: /./ },
  'sizes-fail': { verdict: 'isolated', because: /./ },
  'node-reboots-meanwhile': { verdict: 'inconclusive', because: /same boot before and after/ },
  'pod-cannot-schedule': { verdict: 'inconclusive', because: /Insufficient memory/ },
  'image-pull-fails': { verdict: 'inconclusive', because: /Failed to pull image/ },
  'silent-pod': { verdict: 'inconclusive', because: /./ },
  'control-lies': { verdict: 'inconclusive', because: /boot id/i },
  'arm-throttles': { verdict: 'isolated', because: /./ },
  'arm-conflicts': { verdict: 'isolated', because: /./ },
  'api-server-flaky': { verdict: 'isolated', because: /./ },
  'mixed-pool': { verdict: 'shared-kernel', because: /kernel/i },
  'private-cluster': { verdict: 'isolated', because: /./, settings: byCommands },
  'private-without-commands': {
    verdict: 'inconclusive',
    because: /disableRunCommand/,
    settings: byCommands,
    refused: { code: 'RunCommandDisabled', check: 'api-server' },
  },
};

/**
 * Returns the demo's exit code for a verdict. Code 1 is for errors, and `residueExitCode` for anything that was left
 * behind.
 */
export function exitCodeOf(verdict: Verdict): number {
  return { isolated: 0, 'shared-kernel': 2, suspect: 2, inconclusive: 3 }[verdict];
}

export const residueExitCode = 4;
