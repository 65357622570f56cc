import type { Failure } from '../../errors/failure.ts';
import { couldNotCheck } from '../check-rows.ts';
import type { PreflightCheck } from '../preflight-check.ts';

/** Every check that asks the API server, with the subject of "… could not be read". */
export const askedOfCluster = {
  'api-server-version': 'The version of the API server',
  'kubernetes-rights': 'What this app may do in the cluster',
  'runtime-class': 'The RuntimeClass under test',
  'admission-of-namespace': 'Whether the namespace of a run is let in',
  'admission-of-jobs': 'Whether the Jobs of a pod pair are let in',
  'admission-of-ordinary-pod': 'Whether the ordinary pod is let in',
  'admission-of-sandboxed-pod': 'Whether the sandboxed pod is let in',
  'resource-quota': 'The quotas of the namespace',
  'limit-range': 'The limit ranges of the namespace',
  'node-room': 'The room on the nodes',
} as const;

export type ClusterCheckName = keyof typeof askedOfCluster;

/** A check that the cluster did not answer. */
export function unanswered(name: ClusterCheckName, failure: Pick<Failure, 'code' | 'message'>): PreflightCheck {
  return couldNotCheck(name, askedOfCluster[name], failure);
}
