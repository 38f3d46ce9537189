import { z } from 'zod';
import { configSchema } from '../lambda/config/schema.ts';
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
  {
    path: 'schema/monitor.config.schema.json',
    content: () =>
      `${JSON.stringify(z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }), null, 2)}\n`,
  },
];
