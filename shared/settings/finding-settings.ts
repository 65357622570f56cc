import { labelSelector, names } from './setting-formats.ts';
import { note } from './setting-note.ts';

const group = 'Findings';

const namespaceName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Which pods must be sandboxed, and of which readers are told nothing. */
export const findingSettings = {
  KATAPROOF_SANDBOX_NAMESPACE_SELECTOR: () =>
    labelSelector()
      .optional()
      .meta(
        note({
          group,
          setBy: 'appSettings',
          description: 'namespaces whose pods must all be sandboxed; others become [findings](findings.md)',
          unset: 'none',
          example: 'isolation=required',
        }),
      ),
  KATAPROOF_SANDBOX_POD_SELECTOR: () =>
    labelSelector()
      .optional()
      .meta(
        note({
          group,
          setBy: 'appSettings',
          description: 'pods that must be sandboxed, in any namespace',
          unset: 'none',
          example: 'tenant in (blue,green)',
        }),
      ),
  KATAPROOF_OPERATOR_NAMESPACES: () =>
    names()
      .refine((list) => list.every((name) => namespaceName.test(name)), 'must be names of Kubernetes namespaces')
      .refine((list) => list.length <= 100, 'must have at most 100 names')
      .default([])
      .meta({
        form: 'names of namespaces, separated by commas',
        ...note({
          group,
          setBy: 'appSettings',
          description: '[namespaces that operators alone see](security.md#namespaces-that-operators-alone-see)',
          unset: 'readers see all',
          example: 'payroll,security',
        }),
      }),
};
