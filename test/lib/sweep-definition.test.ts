import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { readDefinition } from '../../simulator/state-machine/definition.ts';
import { definitionIn } from '../../simulator/state-machine/template.ts';
import { MANY, synthesize } from './synthesize.ts';

/** It brings no types. */
const validate: (definition: unknown) => { readonly isValid: boolean; readonly errors: unknown[] } =
  createRequire(import.meta.url)('asl-validator');

const arnOf = (id: string) => `arn:aws:lambda:eu-west-3:123456789012:function:${id}`;

describe('the definition of the state machine', () => {
  const { Resources } = synthesize(MANY).template.toJSON();
  const text = definitionIn({ Resources }, { ref: (id) => id, attribute: arnOf });

  it('is valid by the schema of the Amazon States Language', () => {
    expect(validate(JSON.parse(text)).errors).toEqual([]);

    const broken = JSON.parse(text);
    broken.States.CheckAll.ItemBatcher.MaxItemsPerBatch = 'twenty';
    expect(validate(broken).isValid).toBe(false);
  });

  it('holds nothing that the tests cannot carry out', () => {
    expect(Object.keys(readDefinition(text).States)).toContain('CheckAll');
  });
});
