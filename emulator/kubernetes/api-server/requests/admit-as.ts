import type { AccessRecord } from '../../../seams/access-record.ts';
import { localAccount } from '../../../seams/token-authority.ts';
import type { Admission } from '../../api/seams.ts';

/** Admission of one user's request, which records what the app's identity writes. */
export function admitAs(user: string, admission: Admission, record: AccessRecord): Admission {
  if (user === localAccount) return admission;
  return (request) => {
    const admitted = admission(request);
    const { operation, resource, namespace } = request;
    const { name, labels = {} } = admitted.metadata;
    record.addWrite({ operation, resource, namespace, name, labels });
    return admitted;
  };
}
