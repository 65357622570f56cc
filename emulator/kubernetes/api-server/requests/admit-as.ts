import type { AccessRecord } from '../../../seams/access-record.ts';
import { localAccount } from '../../../seams/token-authority.ts';
import type { Admission } from '../../api/seams.ts';
import type { PolicyCheck } from './admission-policies.ts';

/**
 * Admission of one user's request: validating policies, which may look at the user, are asked last. What the app's identity
 * writes is recorded; what it only tries is no write.
 */
export function admitAs(user: string, admission: Admission, check: PolicyCheck, record: AccessRecord): Admission {
  return (request) => {
    const admitted = admission(request);
    check(user, request, admitted);
    if (user === localAccount || request.dryRun) return admitted;
    const { operation, resource, namespace } = request;
    const { name, labels = {} } = admitted.metadata;
    record.addWrite({ operation, resource, namespace, name, labels });
    return admitted;
  };
}
