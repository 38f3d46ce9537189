/** Where a planted value was found. */
export interface Leak {
  /** Which output, by its name. */
  readonly output: string;
  readonly form: string;
}

/** Forms in which a value is recognized, each as the texts to search for. */
const FORMS: Readonly<Record<string, (value: string) => string[]>> = {
  plain: (value) => [value],
  'in JSON': (value) => [JSON.stringify(value).slice(1, -1)],
  'URL-encoded': (value) => [encodeURIComponent(value)],
  reversed: (value) => [[...value].reverse().join('')],
  hexadecimal: (value) => [Buffer.from(value).toString('hex')],
  Base64: (value) => inBase64(value, 'base64'),
  Base64URL: (value) => inBase64(value, 'base64url'),
};

/**
 * Searches outputs for planted values, in every form in which they might slip out.
 *
 * @param outputs texts by the name of the output
 */
export function findLeaks(
  outputs: Readonly<Record<string, string>>,
  planted: Iterable<string>,
): Leak[] {
  const searched = [...new Set(planted)].flatMap((value) =>
    Object.entries(FORMS).flatMap(([form, write]) => write(value).map((text) => ({ form, text }))),
  );
  return Object.entries(outputs).flatMap(([output, text]) =>
    searched.filter((one) => text.includes(one.text)).map(({ form }) => ({ output, form })),
  );
}

/**
 * The Base64 of a value, alone or inside a longer text: for each of the three ways in which its
 * bytes may fall, the characters that do not depend on its neighbours.
 */
function inBase64(value: string, encoding: 'base64' | 'base64url'): string[] {
  return [0, 1, 2].map((shift) => {
    const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
    return whole.toString(encoding).slice(shift === 0 ? 0 : 4);
  });
}
