/**
 * What of a denial remains without the complaints about the namespace `default`, which policies forbid to everybody (Azure
 * Policy, "Kubernetes clusters should not use the default namespace"; Kyverno, `disallow-default-namespace`). Null when
 * nothing remains. Gatekeeper gives each complaint a line that begins with its constraint in brackets, Kyverno an indented
 * line below its policy, or (policies in CEL) a part that begins with its name; any other text is one complaint.
 */
export function withoutTheDefault(message: string): string | null {
  const [, head = '', told = message] = /^(.*? denied the request: )(.*)$/s.exec(message) ?? [];
  const lines = told.split(/\n|; (?=Policy [\w.-]{1,253} (?:failed|error): )/);
  const complaints = lines.filter((line) => isOfGatekeeper(line) || isOfKyverno(line) || isOfCel(line));
  if (complaints.length === 0) return isAboutDefault(told) ? null : message;
  const others = complaints.filter((line) => !isAboutDefault(line));
  if (others.length === 0) return null;
  return head + lines.filter((line) => !complaints.includes(line) || others.includes(line)).join('\n');
}

const isOfGatekeeper = (line: string) => /^\[[^\]]+\] /.test(line);
const isOfCel = (line: string) => /^Policy [\w.-]{1,253} (?:failed|error): /.test(line);
const isOfKyverno = (line: string) => /^ {1,8}[\w.-]+: /.test(line);

/** Both words, near one another: `the default namespace`, `namespace: default`, `'default' namespace`. */
const isAboutDefault = (text: string) => /default['"]*[ -]namespace|namespace:? ['"]*default\b/i.test(text);
