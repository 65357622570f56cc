/** An event of a run, as its stream tells it. */
export interface RunEvent {
  name: string;
  id: string | null;
  data: unknown;
}

/** The events in a document of Server-Sent Events (HTML Standard, section 9.2), which the API answers whole. */
export function parseEvents(text: string): RunEvent[] {
  return text.split(/\r?\n\r?\n/).flatMap((block) => {
    const fields = block.split(/\r?\n/).map((line) => /^(\w+): ?(.*)$/.exec(line));
    const field = (name: string) => fields.filter((each) => each?.[1] === name).map((each) => each?.[2] ?? '');
    const data = field('data');
    if (data.length === 0) return [];
    return [{ name: field('event')[0] ?? 'message', id: field('id')[0] ?? null, data: JSON.parse(data.join('\n')) }];
  });
}
