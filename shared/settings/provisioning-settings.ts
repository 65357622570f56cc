import { whole, yesOrNo } from './setting-formats.ts';
import { note } from './setting-note.ts';

const group = 'Provisioning';

/** How a node pool is added and waited for. */
export const provisioningSettings = {
  KATAPROOF_POOL_DEADLINE_MINUTES: whole('minutes', 1, 240, 30).meta(
    note({ group, setBy: 'appSettings', description: 'how long a pool may take', example: '60' }),
  ),
  KATAPROOF_CLUSTER_DEADLINE_MINUTES: whole('minutes', 5, 240, 60).meta(
    note({ group, setBy: 'appSettings', description: 'how long a new cluster may take', example: '90' }),
  ),
  KATAPROOF_POLL_SECONDS: whole('seconds', 1, 300, 15).meta(
    note({ group, setBy: 'appSettings', description: 'first interval between two looks at ARM', example: '30' }),
  ),
  KATAPROOF_RECONCILE_CLUSTER: yesOrNo.default(false).meta(
    note({
      group,
      setBy: 'appSettings',
      description: 'allow one reconcile PUT of the cluster when the RuntimeClass stays absent',
      example: 'true',
    }),
  ),
};
