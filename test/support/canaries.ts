/** Parts of a secret from this length on count as a leak. */
const PART = 8;

/** As many characters of hexadecimal digits, which trace ids consist of, need to be more. */
const HEX_PART = 16;

/**
 * Searches texts for secrets: for any eight characters of them, read forwards or backwards, plain,
 * percent-encoded or in Base64 (standard and URL-safe, at each of its three alignments), and for
 * any eight bytes in hexadecimal digits.
 */
export class CanarySearch {
  readonly #owners = new Map<string, string>();

  /** Watches for a secret; `name` is how a finding calls it. */
  watch(name: string, secret: string): void {
    const own = (form: string, length: number) => {
      for (let start = 0; start + length <= form.length; start += 1) {
        this.#owners.set(form.slice(start, start + length), name);
      }
    };
    for (const text of [secret, Array.from(secret).reverse().join('')]) {
      for (const form of [text, encodeURIComponent(text), ...base64Forms(text)]) own(form, PART);
      own(Buffer.from(text).toString('hex'), HEX_PART);
    }
  }

  /** The names of secrets that show in a text, each once. */
  foundIn(text: string): string[] {
    // No form holds any of these, and most words of reports and alerts come many times.
    const words = new Set(text.split(/[\s",:;{}[\]\\]+/));
    const found = [...words].flatMap((word) =>
      [PART, HEX_PART].flatMap((length) =>
        Array.from(
          { length: Math.max(0, word.length - length + 1) },
          (_, start) => this.#owners.get(word.slice(start, start + length)) ?? [],
        ).flat(),
      ),
    );
    return [...new Set(found)];
  }
}

/** What of the Base64 of a text stays the same whatever stands around it. */
function base64Forms(text: string): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.from(' '.repeat(shift) + text).toString('base64');
    const core = encoded.slice(shift === 0 ? 0 : 4, -4);
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
