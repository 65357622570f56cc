import { aksVmmName, kataRuntimeClassName } from '../isolation/kata.ts';
import { dnsLabel, dnsSubdomain, image, names, whole } from './setting-formats.ts';
import { note } from './setting-note.ts';

const group = 'Proofs';

/** What the pods of a proof are, and how long one may take. */
export const proofSettings = {
  KATAPROOF_PROBE_IMAGE: () =>
    image()
      .default('mcr.microsoft.com/azurelinux/busybox:1.36')
      .meta(
        note({
          group,
          setBy: 'appSettings',
          description: 'image of both pods; pin it by digest in production',
          example: `registry.example/busybox@sha256:${'0'.repeat(64)}`,
        }),
      ),
  KATAPROOF_RUNTIME_CLASS: () =>
    dnsSubdomain('RuntimeClass')
      .default(kataRuntimeClassName)
      .meta(
        note({
          group,
          setBy: 'appSettings',
          description: 'RuntimeClass under test',
          example: 'kata-mshv-vm-isolation',
        }),
      ),
  KATAPROOF_VMM_NAMES: () =>
    names()
      .default([aksVmmName])
      .meta(
        note({
          group,
          setBy: 'appSettings',
          description: "DMI vendors that count as Kata's VMM",
          example: 'Cloud Hypervisor,QEMU',
        }),
      ),
  KATAPROOF_NAMESPACE: () =>
    dnsLabel('namespace')
      .optional()
      .meta(
        note({
          group,
          setBy: 'appSettings',
          description: 'an existing namespace for the pods, if the app may not create any',
          unset: 'one per run, created and removed',
          example: 'kataproof',
        }),
      ),
  KATAPROOF_PAIR_DEADLINE_MINUTES: () =>
    whole('minutes', 1, 60, 5).meta(
      note({ group, setBy: 'appSettings', description: 'how long a pod pair may take', example: '10' }),
    ),
  /** An activity is billed while it watches, and the host ends it at functionTimeout (host.json). */
  KATAPROOF_WATCH_SECONDS: () =>
    whole('seconds', 1, 60, 50).meta(
      note({ group, setBy: 'appSettings', description: 'how long one activity watches a pod pair', example: '20' }),
    ),
  KATAPROOF_PARALLEL_NODES: () =>
    whole('', 1, 50, 4).meta(
      note({
        group,
        setBy: 'appSettings',
        description: 'nodes proven at a time, of one pool',
        unit: 'nodes',
        example: '8',
      }),
    ),
  KATAPROOF_EXPIRY_MINUTES: () =>
    whole('minutes', 5, 1440, 60).meta(
      note({
        group,
        setBy: 'appSettings',
        description: 'age at which our objects in a cluster are swept; not less than `KATAPROOF_PAIR_DEADLINE_MINUTES`',
        example: '120',
      }),
    ),
};
