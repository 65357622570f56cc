import { badRequest, type InvalidField } from '../../api/status-errors.ts';
import { invalidValue } from '../../validation/rules/field-errors.ts';
import { labelKey, labelValue } from '../../validation/rules/formats.ts';
import { selectorTokens, type Token, type TokenKind } from './selector-tokens.ts';

export type LabelSelector = (labels: Record<string, string>) => boolean;

/** An error with the words of apimachinery/pkg/labels. */
class SelectorError extends Error {}

const operators: readonly TokenKind[] = ['in', 'notin', '=', '==', '!=', '>', '<'];
const shownOperators = 'in, notin, =, ==, !=, gt, lt';
const isInteger = (text: string) => /^[+-]?\d+$/.test(text);

function throwFirst(errors: InvalidField[]): void {
  const words = errors.map(({ field, message }) => `${field}: ${message}`);
  if (words.length > 0) throw new SelectorError(words.length === 1 ? words[0] : `[${words.join(', ')}]`);
}

function checkKey(key: string): void {
  const messages = labelKey(key);
  throwFirst(messages.length > 0 ? [invalidValue('<nil>', key, messages.join('; '))] : []);
}

function checkValues(key: string, operator: TokenKind, values: string[]): void {
  const isCompared = operator === '>' || operator === '<';
  const isSet = operator === 'in' || operator === 'notin';
  const number = "for 'Gt', 'Lt' operators, the value must be an integer";
  throwFirst([
    ...(isSet && values.length === 0
      ? [invalidValue('values', values, "for 'in', 'notin' operators, values set can't be empty")]
      : []),
    ...values.flatMap((value, index) =>
      isCompared && !isInteger(value) ? [invalidValue(`values[${index}]`, value, number)] : [],
    ),
    ...values.flatMap((value, index) => {
      const messages = labelValue(value);
      return messages.length > 0 ? [invalidValue(`values[${index}][${key}]`, value, messages.join('; '))] : [];
    }),
  ]);
}

const tests: Partial<Record<TokenKind, (value: string | undefined, values: string[]) => boolean>> = {
  in: (value, values) => value !== undefined && values.includes(value),
  notin: (value, values) => value === undefined || !values.includes(value),
  '>': (value, [bound]) => value !== undefined && isInteger(value) && Number(value) > Number(bound),
  '<': (value, [bound]) => value !== undefined && isInteger(value) && Number(value) < Number(bound),
};

/** The parser of apimachinery/pkg/labels, token by token. */
class SelectorParser {
  readonly #tokens: Token[];
  #position = 0;

  constructor(text: string) {
    this.#tokens = selectorTokens(text);
  }

  /** Returns the next token. The words of the operators are names where no operator can be. */
  #look(isOperator = false): Token {
    const token = this.#tokens[this.#position] ?? { kind: 'end', literal: '' };
    const isName = !isOperator && (token.kind === 'in' || token.kind === 'notin');
    return isName ? { kind: 'identifier', literal: token.literal } : token;
  }

  #take(isOperator = false): Token {
    const token = this.#look(isOperator);
    this.#position += 1;
    return token;
  }

  parse(): LabelSelector[] {
    const requirements: LabelSelector[] = [];
    for (;;) {
      const { kind, literal } = this.#look();
      if (kind === 'end') return requirements;
      if (kind !== 'identifier' && kind !== '!')
        throw new SelectorError(`found '${literal}', expected: !, identifier, or 'end of string'`);
      requirements.push(this.#requirement());
      const next = this.#take();
      if (next.kind === 'end') return requirements;
      if (next.kind !== ',') throw new SelectorError(`found '${next.literal}', expected: ',' or 'end of string'`);
      const after = this.#look();
      if (after.kind !== 'identifier' && after.kind !== '!')
        throw new SelectorError(`found '${after.literal}', expected: identifier after ','`);
    }
  }

  #requirement(): LabelSelector {
    try {
      return this.#readRequirement();
    } catch (error) {
      throw error instanceof SelectorError ? new SelectorError(`unable to parse requirement: ${error.message}`) : error;
    }
  }

  #readRequirement(): LabelSelector {
    const isNegated = this.#look().kind === '!';
    if (isNegated) this.#take();
    const { kind, literal: key } = this.#take();
    if (kind !== 'identifier') throw new SelectorError(`found '${key}', expected: identifier`);
    checkKey(key);
    const next = this.#look().kind;
    if (isNegated) return (labels) => labels[key] === undefined;
    if (next === 'end' || next === ',') return (labels) => labels[key] !== undefined;
    const operator = this.#take(true);
    if (!operators.includes(operator.kind))
      throw new SelectorError(`found '${operator.literal}', expected: ${shownOperators}`);
    const isSet = operator.kind === 'in' || operator.kind === 'notin';
    const values = isSet ? this.#set() : [this.#value()];
    checkValues(key, operator.kind, values);
    const test = tests[operator.kind] ?? tests[operator.kind === '!=' ? 'notin' : 'in'];
    return (labels) => test?.(labels[key], values) ?? false;
  }

  #value(): string {
    const next = this.#look().kind;
    if (next === 'end' || next === ',') return '';
    const { kind, literal } = this.#take();
    if (kind !== 'identifier') throw new SelectorError(`found '${literal}', expected: identifier`);
    return literal;
  }

  /** Reads the values between brackets, in order and each once. */
  #set(): string[] {
    const open = this.#take();
    if (open.kind !== '(') throw new SelectorError(`found '${open.literal}' expected: '('`);
    const first = this.#look();
    if (first.kind === ')') {
      this.#take();
      return [];
    }
    if (first.kind !== 'identifier' && first.kind !== ',')
      throw new SelectorError(`found '${first.literal}', expected: ',', ')' or identifier`);
    const values = new Set<string>();
    while (this.#look().kind !== ')') this.#item(values);
    this.#take();
    return [...values].sort();
  }

  #item(values: Set<string>): void {
    const { kind, literal } = this.#take();
    const next = this.#look();
    if (kind === 'identifier') {
      values.add(literal);
      if (next.kind !== ',' && next.kind !== ')')
        throw new SelectorError(`found '${next.literal}', expected: ',' or ')'`);
    } else if (kind === ',') {
      if (values.size === 0 || next.kind === ',' || next.kind === ')') values.add('');
      if (next.kind === ',') this.#take();
    } else throw new SelectorError(`found '${literal}', expected: ',', or identifier`);
  }
}

/** Parses equality-based, set-based and numeric (`a>1`) label selectors. Throws StatusError BadRequest for anything else. */
export function parseLabelSelector(text: string | null): LabelSelector {
  try {
    const requirements = new SelectorParser(text ?? '').parse();
    return (labels) => requirements.every((requirement) => requirement(labels));
  } catch (error) {
    throw error instanceof SelectorError ? badRequest(error.message) : error;
  }
}
