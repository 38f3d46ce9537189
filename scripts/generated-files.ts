import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { configSchema } from '../lambda/config/schema.ts';
import { alertSchema } from './alert-schema.ts';
import { costTable } from './cost-table.ts';
import { diagnosesPage } from './diagnoses-page.ts';

/** A file of the repository that is made from the code, or one with a section that is. */
export interface GeneratedFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly content: () => string;
}

/** Every generated file. `npm run generate` writes them. */
export const GENERATED_FILES: readonly GeneratedFile[] = [
  { path: 'docs/diagnoses.md', content: diagnosesPage },
  { path: 'schema/monitor.config.schema.json', content: () => jsonSchema(configSchema, 'input') },
  { path: 'schema/alert.schema.json', content: () => jsonSchema(alertSchema, 'output') },
  { path: 'README.md', content: () => withSection('README.md', 'cost', costTable()) },
];

/** A file as it is, but for what stands between the marks of a section. */
function withSection(path: string, name: string, text: string): string {
  const file = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  const [start, end] = [`<!-- ${name}: npm run generate -->`, `<!-- end of ${name} -->`];
  const [before, rest, ...more] = file.split(start);
  const after = rest?.split(end);
  if (before === undefined || after?.length !== 2 || more.length > 0) {
    throw new Error(`${path} must have each of the lines ${start} and ${end} once.`);
  }
  return `${before}${start}\n\n${text}\n\n${end}${after[1]}`;
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): string {
  // Fields may be added to what we write, but not to what people write.
  const override = ({ jsonSchema: node }: { jsonSchema: { additionalProperties?: unknown } }) => {
    if (io === 'output') delete node.additionalProperties;
  };
  const options = { io, unrepresentable: 'any', override } as const;
  return `${JSON.stringify(z.toJSONSchema(schema, options), null, 2)}\n`;
}
