/** Whether a taint in ARM's form (`key=value:Effect`) keeps pods off that do not tolerate it; one that only prefers does not. */
export function keepsPodsOff(taint: string): boolean {
  return !taint.endsWith(':PreferNoSchedule');
}
