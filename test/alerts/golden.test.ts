import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PublishedAlert } from '../../simulator/memory/topic.ts';
import { schemaFaults } from '../support/alert-schema.ts';
import { SCENES } from './golden-scenes.ts';
import { brokenLimits } from './limits.ts';

const FOLDER = new URL('./golden/', import.meta.url);

/** Files of a scene, by what they hold. */
const FILES: Readonly<Record<string, (alert: PublishedAlert) => string>> = {
  'people.txt': forPeople,
  'chat.json': ({ chat }) => json(chat),
  'machines.json': forMachines,
};

describe('alerts, as they are published', () => {
  it.each(SCENES)('are those that were read and kept: $name', async ({ name, play }) => {
    const alert = (await play()).last();

    expect(schemaFaults(alert.document)).toEqual([]);
    expect(brokenLimits(alert)).toEqual([]);
    for (const [file, write] of Object.entries(FILES)) {
      await expect(write(alert)).toMatchFileSnapshot(`./golden/${name}/${file}`);
    }
  });

  it('are all kept, and nothing besides', () => {
    const kept = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name, parentPath }) => `${parentPath.split('/').at(-1)}/${name}`);
    const expected = SCENES.flatMap(({ name }) =>
      Object.keys(FILES).map((file) => `${name}/${file}`),
    );

    expect(kept.toSorted()).toEqual(expected.toSorted());
  });
});

/** The texts that people read: the e-mail under its subject, and the two short ones. */
function forPeople({ subject, email, sms, body }: PublishedAlert): string {
  const { default: text } = JSON.parse(body) as { default: string };
  return [
    `Subject: ${subject}\n\n${email}`,
    `------------------------------ sms\n${sms}\n`,
    `------------------------------ default\n${text}`,
  ].join('\n');
}

/** The attributes and the document; of many checks, each after the first on one line. */
function forMachines({ attributes, document }: PublishedAlert): string {
  const [first, ...others] = document.checks;
  const rest = others.map((check) => `,\n      ${JSON.stringify(check)}`).join('');
  const checks = first === undefined ? [] : [first];
  return json({ attributes, document: { ...document, checks } }).replace(
    /(?=\n {4}\]\n {2}\}\n\}\n$)/,
    () => rest,
  );
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
