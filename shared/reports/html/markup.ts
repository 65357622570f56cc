/** HTML that is written as it stands. Only `html` makes it, so whatever else comes into a page is text. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Markup | null | undefined | false | readonly Part[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function write(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map((each: Part) => write(each)).join('');
  return String(part).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A piece of a page: what stands between the braces is escaped, in texts and in attributes, unless `html` made it. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, each, index) => `${text}${write(parts[index - 1] ?? null)}${each}`));
}
