import type { Failure } from '../../errors/failure.ts';
import { failed, notChecked } from '../check-rows.ts';
import type { PreflightCheck } from '../preflight-check.ts';
import { type ClusterCheckName, unanswered } from './open-checks.ts';
import type { TrialPlace } from './trial-facts.ts';
import { whoDenied } from './who-denied.ts';
import { withoutTheDefault } from './without-the-default.ts';

/**
 * Judges why an object was not let in that was only tried, quoting the cluster word for word. `place` is where it was tried.
 * What its namespace alone refuses says nothing about another one.
 */
export function judgeRefusal(check: ClusterCheckName, { code, message }: Failure, place: TrialPlace): PreflightCheck {
  if (code === 'NotFound' && place.itself)
    return failed(
      check,
      `There is no namespace ${place.namespace}: ${message}`,
      `Create ${place.namespace}, which KATAPROOF_NAMESPACE names, or take the setting away.`,
    );
  if (code === 'NamespaceTerminating' && place.itself)
    return failed(check, message, `Wait until ${place.namespace} is gone, and create it again.`);
  if (/RuntimeClass "[^"]*" not found/.test(message))
    return notChecked(check, `${message}. No policy was asked about it.`, 'Check again when the class is there.');
  if (/does not support dry run/.test(message))
    return notChecked(
      check,
      `Kubernetes does not try it: ${message}.`,
      'Declare sideEffects None or NoneOnDryRun for this webhook, or exempt our pods from it.',
    );
  if (code !== 'AdmissionDenied' && code !== 'Invalid') return unanswered(check, { code, message });
  return place.itself ? failed(check, message, whoDenied(message, place)) : judgeStandIn(check, message, place);
}

/** Admission plugins that look at what is in the namespace, or at its labels. */
const ofNamespace = /violates PodSecurity|exceeded quota|failed quota|(minimum|maximum) \S+ usage per (Container|Pod)/;

function judgeStandIn(check: ClusterCheckName, message: string, place: TrialPlace): PreflightCheck {
  const { namespace } = place;
  const others = ofNamespace.test(message) ? null : withoutTheDefault(message);
  if (others !== null) return failed(check, others, whoDenied(others, place));
  return notChecked(
    check,
    `It was tried in ${namespace}, because the namespace of a run does not exist yet, and ${namespace} itself refuses it: ${message}`,
    'Nothing: a namespace of its own may let it in. KATAPROOF_NAMESPACE names one that can be tried.',
  );
}
