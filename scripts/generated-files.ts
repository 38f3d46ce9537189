import { z } from 'zod';
import { configSchema } from '../lambda/config/schema.ts';
import { alertSchema } from './alert-schema.ts';
import { diagnosesPage } from './diagnoses-page.ts';

/** A file of the repository that is made from the code. */
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
];

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): string {
  // Fields may be added to what we write, but not to what people write.
  const override = ({ jsonSchema: node }: { jsonSchema: { additionalProperties?: unknown } }) => {
    if (io === 'output') delete node.additionalProperties;
  };
  const options = { io, unrepresentable: 'any', override } as const;
  return `${JSON.stringify(z.toJSONSchema(schema, options), null, 2)}\n`;
}
