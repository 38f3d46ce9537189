/** An error of a service, by its name. */
export class AwsFault extends Error {
  override readonly name: string;
  /** What the answer holds besides. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(name: string, details: Readonly<Record<string, unknown>> = {}) {
    super(name);
    this.name = name;
    this.details = details;
  }
}
