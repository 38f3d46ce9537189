import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NamePattern, namePatterns } from '../../lib/name-prefixes.ts';

/** Room for so many patterns, however long. */
const inRoomFor = (names: readonly string[], count: number) =>
  namePatterns(names, count, () => 1).map(({ text, isPrefix }) => `${text}${isPrefix ? '*' : ''}`);

const takesIn = ({ text, isPrefix }: NamePattern, name: string) =>
  isPrefix ? name.startsWith(text) : name === text;

describe('namePatterns', () => {
  it('are the names themselves where there is room', () => {
    expect(inRoomFor(['b', 'a', 'c', 'a'], 3)).toEqual(['a', 'b', 'c']);
    expect(inRoomFor([], 3)).toEqual([]);
  });

  it('take no more names together than they must, and those that have most in common', () => {
    const names = ['apps/payroll', 'qonto/acc-1', 'qonto/acc-2', 'qonto/shop'];

    expect(inRoomFor(names, 3)).toEqual(['apps/payroll', 'qonto/acc-*', 'qonto/shop']);
    expect(inRoomFor(names, 2)).toEqual(['apps/payroll', 'qonto/*']);
  });

  it('never take together what has nothing in common', () => {
    expect(inRoomFor(['apps/payroll', 'qonto/shop'], 1)).toEqual(['apps/payroll', 'qonto/shop']);
  });

  it('have no pattern for what another takes in', () => {
    const names = ['a-11', 'a-12', 'a-21', 'a-22', 'a-3'];

    expect(inRoomFor(names, 3)).toEqual(['a-1*', 'a-2*', 'a-3']);
    expect(inRoomFor(names, 2)).toEqual(['a-*']);
  });

  it('take in every name, fit, and are no broader than common beginnings', () => {
    const name = fc.stringMatching(/^q[abc/]{0,6}$/);
    fc.assert(
      fc.property(
        fc.array(name, { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        (all, room) => {
          const patterns = namePatterns(all, room, () => 1);

          expect(patterns.length).toBeLessThanOrEqual(room);
          for (const one of all) {
            expect(patterns.filter((pattern) => takesIn(pattern, one))).toHaveLength(1);
          }
          for (const pattern of patterns.filter(({ isPrefix }) => isPrefix)) {
            expect(new Set(all.filter((one) => takesIn(pattern, one))).size).toBeGreaterThan(1);
          }
          if (new Set(all).size <= room)
            expect(patterns.some(({ isPrefix }) => isPrefix)).toBe(false);
        },
      ),
    );
  });
});
