import { formatPath } from './faults.ts';

/** Something in a configuration that is legal and most likely not meant, or unwise. */
export interface ConfigWarning {
  /** Stable, to acknowledge it by. */
  readonly id: string;
  readonly path: string;
  /** What it leads to and what would be better; follows the path. */
  readonly text: string;
}

/** Writes one down. */
export function warning(id: string, path: readonly PropertyKey[], text: string): ConfigWarning {
  return { id, path: formatPath(path), text };
}
