import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../lambda/version.ts';
import { GENERATED_FILES } from '../../scripts/generated-files.ts';

describe('generated files', () => {
  it.each(GENERATED_FILES)('$path is what `npm run generate` writes', ({ path, content }) => {
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(content());
  });
});

describe('VERSION', () => {
  it('is that of package.json', () => {
    const file = new URL('../../package.json', import.meta.url);
    expect(VERSION).toBe(JSON.parse(readFileSync(file, 'utf8')).version);
  });
});
