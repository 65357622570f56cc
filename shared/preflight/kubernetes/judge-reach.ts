import { failed, notChecked, passed } from '../check-rows.ts';
import { judgeKubernetesVersion } from '../judge-kubernetes-version.ts';
import type { PreflightCheck } from '../preflight-check.ts';
import type { Reading } from '../reading.ts';
import { unanswered } from './open-checks.ts';

const name = 'api-server';

/** Failures that may pass by waiting, or are our own: they do not say whether the API server can be reached. */
const passing = ['Throttled', 'ServerFailed', 'AzureUnreachable', 'DeadlineExceeded', 'Unexpected'];

/** Whether this app reaches the API server, by the first answer to it. */
export function judgeReach(reading: Reading<{ version: string }>): PreflightCheck {
  if (reading.ok) return passed(name, `The API server answers: it is Kubernetes ${reading.value.version}.`);
  const { code, message } = reading.failure;
  if (passing.includes(code))
    return notChecked(name, `The API server failed (${code}): ${message}`, 'Check again later.');
  return failed(name, `No proof without the API server (${code}): ${message}`, remedies[code] ?? remedy);
}

const remedy = 'Make the API server answer this app: docs/preflight.md says what each reason means.';

const remedies: Record<string, string> = {
  ClusterUnreachable:
    'Give this app a way to the API server: its outgoing address among the authorized ranges, or a virtual network that leads to a private cluster.',
  Unauthorized:
    'Let the identity of this app be a user of the cluster: a cluster with Entra ID, in the tenant of the identity.',
};

/** The version as the server itself says it, which may be another than ARM remembers. `newPool`: one is to be made. */
export function judgeServedVersion(reading: Reading<{ version: string }>, newPool: boolean): PreflightCheck {
  const check = 'api-server-version';
  if (!reading.ok) return unanswered(check, reading.failure);
  const { version } = reading.value;
  const refusal = newPool ? judgeKubernetesVersion({ kubernetesVersion: version }) : null;
  if (refusal) return failed(check, refusal.message, 'Upgrade the cluster.');
  return passed(check, `The API server runs ${version}.`);
}
