/** The name of a night, and of its orchestration: its UTC day. */
export function nameNight(moment: Date): string {
  return `fleet-${moment.toISOString().slice(0, 10)}`;
}
