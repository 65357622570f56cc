/** The tokens of apimachinery/pkg/labels. */
export type TokenKind = 'end' | 'identifier' | 'in' | 'notin' | '(' | ')' | ',' | '!' | '=' | '==' | '!=' | '>' | '<';

export interface Token {
  kind: TokenKind;
  literal: string;
}

const symbols: readonly string[] = ['(', ')', ',', '!', '=', '==', '!=', '>', '<'];
const wordPattern = /[^\s=!(),<>]+/y;
const spacePattern = /[ \t\r\n]*/y;

function matchAt(pattern: RegExp, text: string, position: number): string {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0] ?? '';
}

/** Reads the longest symbol at a position. */
function symbolAt(text: string, position: number): string {
  const two = text.slice(position, position + 2);
  return symbols.includes(two) ? two : text.slice(position, position + 1);
}

/** Splits a label selector into tokens. The last one is the end. */
export function selectorTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let position = matchAt(spacePattern, text, 0).length;
  while (position < text.length) {
    const word = matchAt(wordPattern, text, position);
    const literal = word === '' ? symbolAt(text, position) : word;
    const isKeyword = word === '' || word === 'in' || word === 'notin';
    tokens.push({ kind: isKeyword ? (literal as TokenKind) : 'identifier', literal });
    position += literal.length;
    position += matchAt(spacePattern, text, position).length;
  }
  return [...tokens, { kind: 'end', literal: '' }];
}
