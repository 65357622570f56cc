/** Renders milliseconds since the epoch as `metav1.Time` is written: RFC 3339 with whole seconds. */
export function kubernetesTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
