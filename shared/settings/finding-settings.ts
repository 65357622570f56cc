import { labelSelector } from './setting-formats.ts';
import { note } from './setting-note.ts';

const group = 'Findings';

/** Which pods must be sandboxed. */
export const findingSettings = {
  KATAPROOF_SANDBOX_NAMESPACE_SELECTOR: labelSelector.optional().meta(
    note({
      group,
      setBy: 'appSettings',
      description: 'namespaces whose pods must all be sandboxed; others become [findings](findings.md)',
      unset: 'none',
      example: 'isolation=required',
    }),
  ),
  KATAPROOF_SANDBOX_POD_SELECTOR: labelSelector.optional().meta(
    note({
      group,
      setBy: 'appSettings',
      description: 'pods that must be sandboxed, in any namespace',
      unset: 'none',
      example: 'tenant in (blue,green)',
    }),
  ),
};
