import { isRecord } from '../../api/json.ts';

/**
 * The fields of Kubernetes' internal types of pods, in their order (k8s.io/kubernetes/pkg/apis/core/types.go). Messages
 * show values in their JSON, in which nothing is left out. After a name stands its zero value: `$` an empty text, `?`
 * false, `#` 0, otherwise null; or its type: `:` where it can be missing, `=` where it is always there.
 */
const types: Record<string, string> = {
  PodSpec:
    'Volumes:Volume InitContainers:Container Containers:Container EphemeralContainers:EphemeralContainer RestartPolicy$ TerminationGracePeriodSeconds ActiveDeadlineSeconds DNSPolicy$ NodeSelector ServiceAccountName$ AutomountServiceAccountToken NodeName$ SecurityContext:PodSecurityContext ImagePullSecrets:LocalObjectReference Hostname$ Subdomain$ SetHostnameAsFQDN Affinity:Affinity SchedulerName$ Tolerations:Toleration HostAliases:HostAlias PriorityClassName$ Priority PreemptionPolicy DNSConfig:PodDNSConfig ReadinessGates:PodReadinessGate RuntimeClassName Overhead EnableServiceLinks TopologySpreadConstraints:TopologySpreadConstraint OS:PodOS SchedulingGates:PodSchedulingGate ResourceClaims:PodResourceClaim Resources:ResourceRequirements HostnameOverride SchedulingGroup:PodSchedulingGroup',
  Volume:
    'Name$ HostPath:HostPath EmptyDir:EmptyDir GCEPersistentDisk AWSElasticBlockStore GitRepo Secret:SecretVolume NFS ISCSI Glusterfs PersistentVolumeClaim:PersistentVolumeClaim RBD Quobyte FlexVolume Cinder CephFS Flocker DownwardAPI:DownwardAPIVolume FC AzureFile:AzureFile ConfigMap:ConfigMapVolume VsphereVolume AzureDisk PhotonPersistentDisk Projected:Projected PortworxVolume ScaleIO StorageOS CSI:CSI Ephemeral Image:ImageVolume',
  HostPath: 'Path$ Type',
  EmptyDir: 'Medium$ SizeLimit',
  SecretVolume: 'SecretName$ Items:KeyToPath DefaultMode Optional',
  PersistentVolumeClaim: 'ClaimName$ ReadOnly?',
  DownwardAPIVolume: 'Items:DownwardAPIFile DefaultMode',
  DownwardAPIFile: 'Path$ FieldRef:FieldRef ResourceFieldRef:ResourceFieldRef Mode',
  AzureFile: 'SecretName$ ShareName$ ReadOnly?',
  ConfigMapVolume: 'Name$ Items:KeyToPath DefaultMode Optional',
  CSI: 'Driver$ ReadOnly FSType VolumeAttributes NodePublishSecretRef:LocalObjectReference',
  ImageVolume: 'Reference$ PullPolicy$',
  Projected: 'Sources:Projection DefaultMode',
  Projection:
    'Secret:NamedProjection DownwardAPI:DownwardAPIProjection ConfigMap:NamedProjection ServiceAccountToken:TokenProjection ClusterTrustBundle:BundleProjection PodCertificate',
  NamedProjection: 'Name$ Items:KeyToPath Optional',
  DownwardAPIProjection: 'Items:DownwardAPIFile',
  TokenProjection: 'Audience$ ExpirationSeconds# Path$',
  BundleProjection: 'Name SignerName LabelSelector Optional Path$',
  KeyToPath: 'Key$ Path$ Mode',
  Container:
    'Name$ Image$ Command Args WorkingDir$ Ports:Port EnvFrom:EnvFrom Env:Env Resources=ResourceRequirements ResizePolicy:ResizePolicy RestartPolicy RestartPolicyRules:RestartRule VolumeMounts:VolumeMount VolumeDevices:VolumeDevice LivenessProbe:Probe ReadinessProbe:Probe StartupProbe:Probe Lifecycle:Lifecycle TerminationMessagePath$ TerminationMessagePolicy$ ImagePullPolicy$ SecurityContext:SecurityContext Stdin? StdinOnce? TTY?',
  Port: 'Name$ HostPort# ContainerPort# Protocol$ HostIP$',
  EnvFrom: 'Prefix$ ConfigMapRef:OptionalReference SecretRef:OptionalReference',
  OptionalReference: 'Name$ Optional',
  Env: 'Name$ Value$ ValueFrom:EnvSource',
  EnvSource:
    'FieldRef:FieldRef ResourceFieldRef:ResourceFieldRef ConfigMapKeyRef:KeyReference SecretKeyRef:KeyReference FileKeyRef:FileKeyReference',
  FieldRef: 'APIVersion$ FieldPath$',
  ResourceFieldRef: 'ContainerName$ Resource$ Divisor%',
  KeyReference: 'Name$ Key$ Optional',
  FileKeyReference: 'VolumeName$ Path$ Key$ Optional',
  ResourceRequirements: 'Limits Requests Claims:ResourceClaim',
  ResourceClaim: 'Name$ Request$',
  ResizePolicy: 'ResourceName$ RestartPolicy$',
  RestartRule: 'Action$ ExitCodes:RestartCodes',
  RestartCodes: 'Operator$ Values',
  VolumeMount: 'Name$ ReadOnly? RecursiveReadOnly MountPath$ SubPath$ MountPropagation SubPathExpr$',
  VolumeDevice: 'Name$ DevicePath$',
  Probe:
    'Exec:Exec HTTPGet:HTTPGet TCPSocket:TCPSocket GRPC:GRPC InitialDelaySeconds# TimeoutSeconds# PeriodSeconds# SuccessThreshold# FailureThreshold# TerminationGracePeriodSeconds',
  Exec: 'Command',
  HTTPGet: 'Path$ Port# Host$ Scheme$ HTTPHeaders:HTTPHeader',
  HTTPHeader: 'Name$ Value$',
  TCPSocket: 'Port# Host$',
  GRPC: 'Port# Service',
  Lifecycle: 'PostStart:LifecycleHandler PreStop:LifecycleHandler StopSignal',
  LifecycleHandler: 'Exec:Exec HTTPGet:HTTPGet TCPSocket:TCPSocket Sleep:Sleep',
  Sleep: 'Seconds#',
  SecurityContext:
    'Capabilities:Capabilities Privileged SELinuxOptions:SELinuxOptions WindowsOptions:WindowsOptions RunAsUser RunAsGroup RunAsNonRoot ReadOnlyRootFilesystem AllowPrivilegeEscalation ProcMount SeccompProfile:Profile AppArmorProfile:Profile',
  Capabilities: 'Add Drop',
  SELinuxOptions: 'User$ Role$ Type$ Level$',
  WindowsOptions: 'GMSACredentialSpecName GMSACredentialSpec RunAsUserName HostProcess',
  Profile: 'Type$ LocalhostProfile',
  PodSecurityContext:
    'HostNetwork? HostPID? HostIPC? ShareProcessNamespace HostUsers SELinuxOptions:SELinuxOptions WindowsOptions:WindowsOptions RunAsUser RunAsGroup RunAsNonRoot SupplementalGroups SupplementalGroupsPolicy FSGroup FSGroupChangePolicy Sysctls:Sysctl SeccompProfile:Profile AppArmorProfile:Profile SELinuxChangePolicy',
  Sysctl: 'Name$ Value$',
  LocalObjectReference: 'Name$',
  Affinity: 'NodeAffinity:NodeAffinity PodAffinity:PodAffinity PodAntiAffinity:PodAffinity',
  NodeAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution:NodeSelector PreferredDuringSchedulingIgnoredDuringExecution:NodePreference',
  NodeSelector: 'NodeSelectorTerms:NodeTerm',
  NodeTerm: 'MatchExpressions:NodeRequirement MatchFields:NodeRequirement',
  NodeRequirement: 'Key$ Operator$ Values',
  NodePreference: 'Weight# Preference=NodeTerm',
  PodAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution:PodTerm PreferredDuringSchedulingIgnoredDuringExecution:PodPreference',
  PodTerm: 'LabelSelector Namespaces TopologyKey$ NamespaceSelector MatchLabelKeys MismatchLabelKeys',
  PodPreference: 'Weight# PodAffinityTerm=PodTerm',
  Toleration: 'Key$ Operator$ Value$ Effect$ TolerationSeconds',
  HostAlias: 'IP$ Hostnames',
  PodDNSConfig: 'Nameservers Searches Options:DNSOption',
  DNSOption: 'Name$ Value',
  PodReadinessGate: 'ConditionType$',
  TopologySpreadConstraint:
    'MaxSkew# TopologyKey$ WhenUnsatisfiable$ LabelSelector MinDomains NodeAffinityPolicy NodeTaintsPolicy MatchLabelKeys',
  PodOS: 'Name$',
  PodSchedulingGate: 'Name$',
  PodResourceClaim: 'Name$ ResourceClaimName ResourceClaimTemplateName',
  PodSchedulingGroup: 'PodGroupName',
};
types['EphemeralContainer'] = `${types['Container']} TargetContainerName$`;

const zeros: Record<string, unknown> = { $: '', '?': false, '#': 0, '%': '0' };

/** A map as Go writes it, in the order of its keys. */
const sorted = (value: unknown): unknown =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;

function fieldOf(value: unknown, mark: string, type: string): unknown {
  if (mark === '') return value === undefined ? null : sorted(value);
  if (mark in zeros) return value ?? zeros[mark];
  if (Array.isArray(value)) return value.map((item) => internalOf(type, item));
  return value === undefined && mark === ':' ? null : internalOf(type, value ?? {});
}

/** Returns a value as the JSON of its internal type. */
function internalOf(type: string, value: unknown): unknown {
  const given = new Map(Object.entries(isRecord(value) ? value : {}).map(([key, part]) => [key.toLowerCase(), part]));
  const fields = (types[type] ?? '').split(' ').map((field) => {
    const [, name = '', mark = '', nested = ''] = /^(\w+)([$?#%:=]?)(\w*)$/.exec(field) ?? [];
    return [name, fieldOf(given.get(name.toLowerCase()), mark, nested)] as const;
  });
  return Object.fromEntries(fields);
}

const hostFields = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'] as const;

/** The internal form of a pod's spec, in which the security context has what concerns the host too. */
export function internalPodSpec(spec: object): unknown {
  const given: Record<string, unknown> = { ...spec };
  const host = Object.fromEntries(hostFields.map((field) => [field, given[field]]));
  const context = given['securityContext'];
  return internalOf('PodSpec', {
    ...given,
    ...(isRecord(context) ? { securityContext: { ...context, ...host } } : {}),
  });
}

export const internalSecurityContext = (context: object): unknown => internalOf('SecurityContext', context);

/** The internal form of a template: its metadata stands beside its spec. */
export const internalTemplate = ({ metadata = {}, spec = {} }: { metadata?: object; spec?: object }): unknown => ({
  ...Object.fromEntries(Object.entries(metadata).map(([field, part]) => [field, sorted(part)])),
  Spec: internalPodSpec(spec),
});
