import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { smallPng } from '../../scripts/pictures/small-png.ts';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const named = Buffer.concat([Buffer.from(type), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A picture of 2 by 5 pixels, of two colours in each row; each row with another filter. */
function picture(rows: readonly (readonly number[])[]): Buffer {
  const header = Buffer.from([0, 0, 0, 2, 0, 0, 0, rows.length, 8, 2, 0, 0, 0]);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The colours of a picture with a palette. */
function coloursOf(png: Buffer): number[][] {
  const parts = new Map<string, Buffer>();
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const end = at + 8 + png.readUInt32BE(at);
    const named = png.subarray(at + 4, end);
    expect(png.readUInt32BE(end)).toBe(crc32(named));
    parts.set(named.toString('latin1', 0, 4), named.subarray(4));
  }
  const palette = parts.get('PLTE') ?? Buffer.alloc(0);
  const pixels = inflateSync(parts.get('IDAT') ?? Buffer.alloc(0));
  const rows = Array.from({ length: pixels.length / 3 }, (_, row) => [
    ...pixels.subarray(row * 3, row * 3 + 3),
  ]);
  return rows.map(([filter, ...places]) => {
    expect(filter).toBe(0);
    return places.flatMap((place) => [...palette.subarray(place * 3, place * 3 + 3)]);
  });
}

describe('smallPng', () => {
  it('keeps the colours of a picture, whatever the filters of its rows', () => {
    const png = picture([
      [0, 10, 20, 30, 200, 100, 50],
      [1, 10, 20, 30, 190, 80, 20],
      [2, 0, 0, 0, 0, 0, 0],
      [3, 5, 10, 15, 95, 40, 10],
      [4, 0, 0, 0, 0, 0, 0],
    ]);

    expect(coloursOf(smallPng(png))).toEqual(
      Array.from({ length: 5 }, () => [10, 20, 30, 200, 100, 50]),
    );
  });

  it('refuses what is not of 8-bit RGB', () => {
    const png = picture([[0, 1, 2, 3, 4, 5, 6]]);
    png[25] = 6;

    expect(() => smallPng(png)).toThrow(/8-bit RGB/);
  });
});
