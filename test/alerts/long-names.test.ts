import { describe, expect, it } from 'vitest';
import { alertMessage } from '../../lambda/alerts/message.ts';
import { alertOf } from '../support/alerts.ts';

describe('alertMessage', () => {
  it.each(["'", '"', '\\', '\u{1f525}', '<'])(
    'stays under 64 KiB with names of 8,000 times %s',
    (letter) => {
      const name = letter.repeat(8_000);
      const { body, attributes, subject } = alertMessage(
        alertOf({ environment: name, credentials: [name] }),
      );

      expect(Buffer.byteLength(body + subject + JSON.stringify(attributes))).toBeLessThan(65_536);
    },
  );
});
