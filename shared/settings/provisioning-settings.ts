import { vmSizes, whole, yesOrNo } from './setting-formats.ts';
import { note } from './setting-note.ts';

const group = 'Provisioning';

/** How a node pool is added and waited for. */
export const provisioningSettings = {
  KATAPROOF_POOL_DEADLINE_MINUTES: () =>
    whole('minutes', 1, 240, 30).meta(
      note({ group, setBy: 'appSettings', description: 'how long a pool may take', example: '60' }),
    ),
  KATAPROOF_CLUSTER_DEADLINE_MINUTES: () =>
    whole('minutes', 5, 240, 60).meta(
      note({ group, setBy: 'appSettings', description: 'how long a new cluster may take', example: '90' }),
    ),
  KATAPROOF_POLL_SECONDS: () =>
    whole('seconds', 1, 300, 60).meta(
      note({
        group,
        setBy: 'appSettings',
        description:
          'interval between two looks at what Azure makes or removes, the first of which comes after three; an event ends it',
        example: '30',
      }),
    ),
  KATAPROOF_LARGEST_POOL: () =>
    whole('nodes', 1, 1000, 1000).meta(
      note({
        group,
        setBy: 'infra-optional',
        description: 'the most nodes that a provisioned pool may have, or come to by autoscaling',
        example: '10',
      }),
    ),
  KATAPROOF_ALLOWED_VM_SIZES: () =>
    vmSizes()
      .optional()
      .meta({
        form: 'VM sizes, separated by commas; `*` stands for any characters',
        ...note({
          group,
          setBy: 'infra-optional',
          description: 'the only VM sizes that provisioned nodes may have',
          example: 'Standard_D4s_v5,Standard_D*ds_v6',
          unset: 'any size',
        }),
      }),
  KATAPROOF_REQUIRE_APPROVAL: () =>
    yesOrNo()
      .default(false)
      .meta(
        note({
          group,
          setBy: 'infra-optional',
          description:
            'whether every provisioning [waits for approval](provisioning.md#approval), also when its caller asks for none',
          example: 'true',
        }),
      ),
  KATAPROOF_APPROVAL_HOURS: () =>
    whole('hours', 1, 168, 24).meta(
      note({
        group,
        setBy: 'infra-optional',
        description: 'how long a provisioning waits for approval before it ends',
        example: '72',
      }),
    ),
  KATAPROOF_APPROVAL_FOUR_EYES: () =>
    yesOrNo()
      .default(true)
      .meta(
        note({
          group,
          setBy: 'infra-optional',
          description:
            'whether a requester who is known by name may not approve his own provisioning, nor may a caller without a name',
          example: 'false',
        }),
      ),
  KATAPROOF_RECONCILE_CLUSTER: () =>
    yesOrNo()
      .default(false)
      .meta(
        note({
          group,
          setBy: 'appSettings',
          description: 'allow one reconcile PUT of the cluster when the RuntimeClass stays absent',
          example: 'true',
        }),
      ),
};
