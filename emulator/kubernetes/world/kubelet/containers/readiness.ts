import type { ContainerRunner } from './container-runner.ts';
import type { PodEnvironment } from './pod-environment.ts';

/**
 * Marks a container as ready when it starts, or when its readiness probe succeeds. Probes with a command run it; other
 * probes always succeed after their initial delay. Liveness probes are not run.
 */
export function watchReadiness(environment: PodEnvironment, runner: ContainerRunner, changed: () => void): void {
  const { timeline } = environment;
  const { readinessProbe: probe, name } = runner.container;
  const periodMs = (probe?.periodSeconds ?? 10) * 1000;
  let probing = false;
  let dueAt = 0;
  let containerId: string | undefined;

  const isReady = async (): Promise<boolean> => {
    const { sandbox } = runner;
    if (!sandbox || !probe?.exec) return sandbox !== null;
    let output = '';
    const exitCode = await sandbox.run(probe.exec.command, {
      signal: new AbortController().signal,
      write: (_, chunk) => {
        output += Buffer.from(chunk).toString();
      },
    });
    if (exitCode !== 0)
      environment.tell({
        type: 'Warning',
        reason: 'Unhealthy',
        message: `Readiness probe failed: ${output}`,
        fieldPath: `spec.containers{${name}}`,
      });
    return exitCode === 0;
  };
  const look = async () => {
    if (probing || environment.stopped() || !runner.sandbox || runner.status.ready) return;
    if (timeline.now() < dueAt) return;
    probing = true;
    const ready = await isReady();
    probing = false;
    if (!runner.sandbox || !runner.status.state.running) return;
    if (!ready) {
      dueAt = timeline.now() + periodMs;
      timeline.exactly(periodMs, () => void look());
      return;
    }
    runner.status = { ...runner.status, ready: true };
    changed();
  };
  runner.onStart = () => {
    if (runner.status.containerID === containerId) return;
    containerId = runner.status.containerID;
    const delayMs = (probe?.initialDelaySeconds ?? 0) * 1000;
    dueAt = timeline.now() + delayMs;
    if (delayMs > 0) timeline.exactly(delayMs, () => void look());
    else void look();
  };
}
