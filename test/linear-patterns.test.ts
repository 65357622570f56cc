import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseSync } from '@swc/core';
import { secretPatterns } from '../shared/errors/secret-patterns.ts';

/**
 * Most texts that our patterns see are written by others: clusters, Azure, callers. JavaScript's patterns backtrack, so
 * one that is written carelessly takes quadratic time or worse, and nothing else is answered meanwhile. This test gives
 * each pattern of the product texts that repeat what the pattern itself is made of, and looks at how time grows.
 */
const root = join(import.meta.dirname, '..');

function listPatterns(folder: string): { place: string; pattern: RegExp }[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const module = parseSync(readFileSync(join(root, folder, file), 'utf8'), { syntax: 'typescript' });
      return findPatterns(module).map((pattern) => ({ place: `${folder}/${file} ${pattern}`, pattern }));
    });
}

function findPatterns(node: unknown): RegExp[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(findPatterns);
  const { type, pattern, flags } = node as { type?: unknown; pattern?: unknown; flags?: unknown };
  if (type === 'RegExpLiteral') return [new RegExp(String(pattern), String(flags))];
  return Object.values(node).flatMap(findPatterns);
}

/** One character of every kind that patterns name, and the pattern's own words. */
function unitsOf(pattern: RegExp): string[] {
  const source = pattern.source.replaceAll(/\\\w/g, ' ').replaceAll('\\', '');
  const words = source.match(/[\w :/.,"'@=-]{2,}/g) ?? [];
  const own = words.flatMap((word) => [word, `${word.trim()}-`]);
  return [...new Set([...'aA0-_./ ,"\'(=:\\+\n', 'a-', 'a.', 'A0', '/a', '":', ...own])];
}

/** CPU milliseconds, so that other processes do not count. */
function spent(pattern: RegExp, text: string): number {
  const before = process.cpuUsage();
  pattern.lastIndex = 0;
  if (pattern.global) text.replace(pattern, '');
  else pattern.test(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const [short, long] = [3_000, 24_000];

/** Units whose repetition takes much more than eight times as long when it is eight times as long. */
function findGrowth(pattern: RegExp): string[] {
  // Without anything that may be repeated without end, time is bounded.
  if (!/[*+]|,\}/.test(pattern.source)) return [];
  return unitsOf(pattern).filter((unit) => {
    // The end is what no pattern wants, so that whoever can try again does.
    const text = (chars: number) => `${unit.repeat(chars / unit.length)}\u0001`;
    const slow = () => spent(pattern, text(long));
    // What takes no time at all grows in no way. Twice, because a garbage collection may come in between.
    if (slow() < 6) return false;
    return Math.min(slow(), slow()) > 24 * Math.max(0.2, spent(pattern, text(short)), spent(pattern, text(short)));
  });
}

describe('the time of a pattern grows with its text alone', () => {
  test('in every literal', () => {
    const found = ['shared', 'functions'].flatMap(listPatterns);
    expect(found.length).toBeGreaterThan(50);
    expect(found.filter(({ pattern }) => findGrowth(pattern).length > 0).map(({ place }) => place)).toEqual([]);
  });

  test('in every pattern of secrets', () => {
    expect(secretPatterns.length).toBeGreaterThan(15);
    const found = secretPatterns.filter(([pattern]) => findGrowth(pattern).length > 0);
    expect(found.map(([pattern]) => pattern.source)).toEqual([]);
  });

  test.each([
    [/\beyJ[\w-]{5,}\.[\w-]+/g],
    [/\/+$/],
    [/admission webhook .* denied/],
    [/,(?![^(]*\))/g],
    [/^(\d+\.?\d*)$/],
  ])('or is found: %s', (pattern) => {
    expect(findGrowth(pattern)).not.toEqual([]);
  });
});
