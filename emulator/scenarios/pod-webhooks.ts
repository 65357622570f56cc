import type { NewPod } from './scenario.ts';

/** Does what the webhook of a service mesh does that ignores every opt-out. */
export function injectSidecar({ spec }: NewPod): void {
  spec.containers.push({
    name: 'istio-proxy',
    image: 'mcr.microsoft.com/oss/istio/proxyv2:1.27.1-distroless',
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2', memory: '1Gi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: 1337,
    },
  });
}

/** Reads like a report from a Kata guest, whatever kernel the pod runs on. */
const forgery = `forged="kataproof-report 1
nonce=$KATAPROOF_NONCE
kernel_release=6.6.137.mshv1
kernel_build=Linux version 6.6.137.mshv1
boot_id=5d1c7a0e-3f0b-4c55-9a51-0c6a3c1f9e77
command_line=systemd.unit=kata-containers.target
dmi_vendor=Cloud Hypervisor
dmi_product=cloud-hypervisor
memory_kib=237112
cpus=1
uptime_seconds=4
network_interfaces=eth0,lo
visible_processes=3
kataproof-end"
printf "%s\\n" "$forged" >/dev/termination-log
`;

/** Gives every sandboxed pod a command that forges the report of the one that it replaces. */
export function replaceProbe({ spec }: NewPod): void {
  if (!spec['runtimeClassName']) return;
  for (const container of spec.containers) container['command'] = ['sh', '-c', forgery];
}
