import { managedByLabel, managedByValue } from './labels.ts';

/** Products that inject containers into pods, by the names of these containers, and how to keep them out of ours. */
const injectors: [containers: RegExp, remedy: string][] = [
  [/^istio-/, 'label the namespace istio-injection=disabled'],
  [/^linkerd-/, 'annotate the namespace linkerd.io/inject=disabled'],
  [/^daprd$/, 'annotate its pods dapr.io/enabled=false'],
  [/^kuma-/, 'label the namespace kuma.io/sidecar-injection=disabled'],
  [/^consul-connect-|^envoy-sidecar$/, 'annotate its pods consul.hashicorp.com/connect-inject=false'],
  [/^vault-agent/, 'annotate its pods vault.hashicorp.com/agent-inject=false'],
];

/** What keeps every webhook and policy away from our pods. */
export const exemption = `Exempt pods labelled ${managedByLabel}=${managedByValue} from the webhook or policy that does this`;

/** Says that a container was injected, with the way to keep its product out where we know one. */
export function describeInjected(kind: string, name: string): string {
  const remedy = injectors.find(([containers]) => containers.test(name))?.[1];
  return `${kind} ${name} was injected${remedy ? ` (to keep it out, ${remedy})` : ''}`;
}

/** Labels of our pods that keep injectors away from them. */
export const optOutLabels: Readonly<Record<string, string>> = { 'sidecar.istio.io/inject': 'false' };

/**
 * Annotations of our pods that keep injectors away from them, AKS's own of a cluster with an HTTP proxy included (AKS,
 * "HTTP proxy support").
 */
export const optOutAnnotations: Readonly<Record<string, string>> = {
  'sidecar.istio.io/inject': 'false',
  'linkerd.io/inject': 'disabled',
  'kubernetes.azure.com/no-http-proxy-vars': 'true',
};
