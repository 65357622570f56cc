import { goQuote } from '../../api/go-text.ts';
import { DecodeError, type JsonNode } from './json-node.ts';

const whitespace = /[ \t\r\n]/;

function quoteCharacter(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return `'"'`;
  return `'${goQuote(character).slice(1, -1)}'`;
}

const literals: Record<string, [word: string, node: JsonNode]> = {
  t: ['true', { kind: 'bool', value: true }],
  f: ['false', { kind: 'bool', value: false }],
  n: ['null', { kind: 'null' }],
};

const escapes: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const mostDepth = 10_000;

/** A scanner that stops where that of encoding/json stops, and says why in its words. */
class Scanner {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): JsonNode {
    const node = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#refuse('after top-level value');
    return node;
  }

  #peek(): string {
    const character = this.#text[this.#at];
    if (character === undefined) throw new DecodeError('unexpected end of JSON input');
    return character;
  }

  #refuse(where: string): never {
    throw new DecodeError(`invalid character ${quoteCharacter(this.#peek())} ${where}`);
  }

  #skipSpace(): void {
    while (this.#at < this.#text.length && whitespace.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #value(): JsonNode {
    this.#skipSpace();
    const character = this.#peek();
    if (character === '{') return this.#nested(() => this.#object());
    if (character === '[') return this.#nested(() => this.#array());
    if (character === '"') return { kind: 'string', value: this.#string() };
    if (character === '-' || /\d/.test(character)) return { kind: 'number', text: this.#number() };
    const literal = literals[character];
    if (!literal) this.#refuse('looking for beginning of value');
    return this.#literal(literal);
  }

  #nested(read: () => JsonNode): JsonNode {
    this.#depth += 1;
    if (this.#depth > mostDepth) throw new DecodeError('exceeded max depth');
    this.#at += 1;
    const node = read();
    this.#depth -= 1;
    return node;
  }

  #literal([word, node]: [string, JsonNode]): JsonNode {
    this.#at += 1;
    for (const expected of word.slice(1)) {
      if (this.#peek() !== expected) this.#refuse(`in literal ${word} (expecting ${quoteCharacter(expected)})`);
      this.#at += 1;
    }
    return node;
  }

  #object(): JsonNode {
    const entries: [string, JsonNode][] = [];
    this.#skipSpace();
    if (this.#peek() === '}') {
      this.#at += 1;
      return { kind: 'object', entries };
    }
    for (;;) {
      this.#skipSpace();
      if (this.#peek() !== '"') this.#refuse('looking for beginning of object key string');
      const key = this.#string();
      this.#skipSpace();
      if (this.#peek() !== ':') this.#refuse('after object key');
      this.#at += 1;
      entries.push([key, this.#value()]);
      this.#skipSpace();
      const next = this.#peek();
      if (next !== ',' && next !== '}') this.#refuse('after object key:value pair');
      this.#at += 1;
      if (next === '}') return { kind: 'object', entries };
    }
  }

  #array(): JsonNode {
    const items: JsonNode[] = [];
    this.#skipSpace();
    if (this.#peek() === ']') {
      this.#at += 1;
      return { kind: 'array', items };
    }
    for (;;) {
      items.push(this.#value());
      this.#skipSpace();
      const next = this.#peek();
      if (next !== ',' && next !== ']') this.#refuse('after array element');
      this.#at += 1;
      if (next === ']') return { kind: 'array', items };
    }
  }

  #string(): string {
    this.#at += 1;
    let value = '';
    for (;;) {
      const character = this.#peek();
      if (character < ' ') this.#refuse('in string literal');
      this.#at += 1;
      if (character === '"') return value;
      value += character === '\\' ? this.#escape() : character;
    }
  }

  #escape(): string {
    const character = this.#peek();
    if (character === 'u') {
      this.#at += 1;
      const start = this.#at;
      for (let digit = 0; digit < 4; digit++) {
        if (!/[0-9a-fA-F]/.test(this.#peek())) this.#refuse('in \\u hexadecimal character escape');
        this.#at += 1;
      }
      return String.fromCharCode(Number.parseInt(this.#text.slice(start, this.#at), 16));
    }
    const short = escapes[character];
    if (short === undefined) this.#refuse('in string escape code');
    this.#at += 1;
    return short;
  }

  #digits(where: string): void {
    if (!/\d/.test(this.#peek())) this.#refuse(where);
    while (/\d/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #number(): string {
    const start = this.#at;
    if (this.#text[this.#at] === '-') this.#at += 1;
    if (this.#peek() === '0') this.#at += 1;
    else this.#digits('in numeric literal');
    if (this.#text[this.#at] === '.') {
      this.#at += 1;
      this.#digits('after decimal point in numeric literal');
    }
    if (/[eE]/.test(this.#text[this.#at] ?? '')) {
      this.#at += 1;
      if (/[+-]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
      this.#digits('in exponent of numeric literal');
    }
    return this.#text.slice(start, this.#at);
  }
}

/** Parses JSON as encoding/json does. Throws DecodeError with its words. */
export const parseGoJson = (text: string): JsonNode => new Scanner(text).parse();
