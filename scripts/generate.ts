import { writeFileSync } from 'node:fs';
import { GENERATED_FILES } from './generated-files.ts';

// Writes the files that are made from the code. A test keeps them equal.
for (const { path, content } of GENERATED_FILES) {
  writeFileSync(new URL(`../${path}`, import.meta.url), content());
}
