import { badRequest } from '../../api/status-errors.ts';

export type LabelSelector = (labels: Record<string, string>) => boolean;

/** Commas separate requirements, but not between the brackets of a set. */
const splitRequirements = (text: string): string[] => text.match(/(?:\([^)]*\)|[^,(])+/g) ?? [];

const namePattern = '([A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?(?:/[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?)';
const valuePattern = '((?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?)';
const setRequirement = new RegExp(`^${namePattern}\\s+(in|notin)\\s*\\(([^)]*)\\)$`);
const equality = new RegExp(`^${namePattern}\\s*(==|=|!=)\\s*${valuePattern}$`);
const comparison = new RegExp(`^${namePattern}\\s*([<>])\\s*(-?\\d+)$`);
const existence = new RegExp(`^(!?)\\s*${namePattern}$`);

function parseRequirement(text: string): LabelSelector {
  const set = setRequirement.exec(text);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return operator === 'in'
      ? (labels) => labels[key] !== undefined && values.includes(labels[key])
      : (labels) => labels[key] === undefined || !values.includes(labels[key]);
  }
  const equal = equality.exec(text);
  if (equal) {
    const [, key = '', operator, value = ''] = equal;
    return operator === '!=' ? (labels) => labels[key] !== value : (labels) => labels[key] === value;
  }
  const compared = comparison.exec(text);
  if (compared) {
    const [, key = '', operator, bound] = compared;
    return (labels) => {
      const value = labels[key];
      if (value === undefined || !/^[+-]?\d+$/.test(value)) return false;
      return operator === '>' ? Number(value) > Number(bound) : Number(value) < Number(bound);
    };
  }
  const exists = existence.exec(text);
  if (exists) {
    const [, not, key = ''] = exists;
    return (labels) => (labels[key] === undefined) === (not === '!');
  }
  throw badRequest(`unable to parse requirement: found '${text}', expected: a label selector requirement`);
}

/** Parses equality-based, set-based and numeric (`a>1`) label selectors. Throws StatusError BadRequest for anything else. */
export function parseLabelSelector(text: string | null): LabelSelector {
  const requirements = splitRequirements(text ?? '')
    .map((part) => part.trim())
    .filter(Boolean)
    .map(parseRequirement);
  return (labels) => requirements.every((requirement) => requirement(labels));
}
