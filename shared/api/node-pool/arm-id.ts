import { z } from 'zod';
import { isResourceId } from '../../clusters/resource-id.ts';

/** The ARM id of a resource of this type, in any case. */
export function armId(type: string, what = `a resource of type ${type}`): z.ZodType<string, string> {
  const [provider = '', ...kinds] = type.split('/');
  const form = [
    '/subscriptions/<id>/resourceGroups/<group>/providers',
    provider,
    ...kinds.flatMap((kind) => [kind, '<name>']),
  ];
  return z.string().refine((text) => isResourceId(text, type), `must be the ARM id of ${what}: ${form.join('/')}`);
}
