import { sameJson } from '../../api/json.ts';
import type { AdmissionRequest, KubeObject } from '../../api/seams.ts';
import { invalid } from '../../api/status-errors.ts';
import { type FieldErrors, invalidValue } from '../../validation/rules/field-errors.ts';

const levels = ['privileged', 'baseline', 'restricted'];
const isVersion = /^v1\.(0|[1-9]\d*)$/;

/** Returns what is wrong with the labels of a namespace that Pod Security Admission reads. */
function securityErrors({ metadata: { labels = {} } }: KubeObject): FieldErrors {
  return ['enforce', 'audit', 'warn'].flatMap((mode) => {
    const [name, versionName] = [`pod-security.kubernetes.io/${mode}`, `pod-security.kubernetes.io/${mode}-version`];
    const [level, version] = [labels[name], labels[versionName]];
    const at = (label: string) => `metadata.labels[${label}]`;
    return [
      ...(level === undefined || levels.includes(level)
        ? []
        : [invalidValue(at(name), level, `must be one of ${levels.join(', ')}`)]),
      ...(version === undefined || version === 'latest' || isVersion.test(version)
        ? []
        : [invalidValue(at(versionName), version, 'must be "latest" or "v1.x"')]),
    ];
  });
}

/**
 * The labels of Pod Security Admission: throws StatusError Invalid for levels and versions that do not exist, unless
 * the namespace has them already (k8s.io/pod-security-admission/admission: ValidateNamespace).
 */
export function checkSecurityLabels({ object, oldObject }: AdmissionRequest): void {
  const errors = securityErrors(object);
  if (errors.length === 0 || (oldObject && sameJson(errors, securityErrors(oldObject)))) return;
  throw invalid('Namespace', '', object.metadata.name, errors);
}
