/** RFC 3339 with seconds, as `metav1.Time` is written, from milliseconds since the epoch. */
export function kubernetesTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
