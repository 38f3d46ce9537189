import type { Accepted } from './journal.ts';

/** One thing that people should be told of one credential. */
export interface Told {
  readonly event: string;
  readonly code: string;
  readonly isFlapping: boolean;
}

/** What is the same for all credentials. */
export interface Rules {
  readonly unreachableAfter: number;
  readonly recoverAfter: number;
  /** Null: never. */
  readonly remindEveryMs: number | null;
}

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;

/**
 * What people should be told of one credential, in order, given what its checks found: the contract's
 * table (section 6), row by row, for somebody who remembers everything and never crashes.
 */
export function shouldBeTold(checks: readonly Accepted[], rules: Rules): Told[] {
  const told: Told[] = [];
  let status = 'unknown';
  let cause = '';
  let authenticated = 0;
  let inconclusive = 0;
  /** What people believe: null when nothing is wrong as far as they know. */
  let belief: { status: string; code: string; at: number } | null = null;
  const changes: { at: number; to: string; isCause: boolean }[] = [];
  let saidThatItFlaps = false;
  const warned = new Map<string, number>();

  for (const { outcome, code, warnings, sweepAt, isHeld } of checks) {
    const was = { status, cause };
    authenticated = outcome === 'authenticated' ? authenticated + 1 : 0;
    if (outcome === 'rejected') [status, cause, inconclusive] = ['failing', code ?? '', 0];
    if (
      outcome === 'authenticated' &&
      (status !== 'failing' || authenticated >= rules.recoverAfter)
    )
      [status, cause, inconclusive] = ['healthy', '', 0];
    if (outcome === 'inconclusive' && (status === 'unknown' || status === 'healthy')) {
      inconclusive += 1;
      if (inconclusive >= rules.unreachableAfter) [status, cause] = ['unreachable', code ?? ''];
    }

    const recently = () => changes.filter(({ at }) => sweepAt - at < HOUR);
    if (recently().length === 0) saidThatItFlaps = false;
    const waits = isHeld || saidThatItFlaps;
    const isCause = status === was.status && cause !== was.cause;
    const isChange =
      isCause || (status !== was.status && !(was.status === 'unknown' && status === 'healthy'));
    if (isChange) changes.push({ at: sweepAt, to: status === 'failing' ? cause : status, isCause });
    const counted = recently().filter(
      ({ to, isCause }, index, all) => !isCause || all.slice(0, index).some((one) => one.to === to),
    );
    if (waits) continue;

    const tell = (event: string, about: string, now: typeof belief) => {
      const isFlapping = counted.length > 4;
      told.push({ event, code: about, isFlapping });
      saidThatItFlaps ||= isFlapping;
      belief = now;
    };
    const known = belief as { status: string; code: string; at: number } | null;
    if (outcome === 'rejected') {
      const next = { status, code: cause, at: sweepAt };
      if (known?.status !== 'failing') tell('regression', cause, next);
      else if (known.code !== cause) tell('cause_changed', cause, next);
      else if (rules.remindEveryMs !== null && sweepAt - known.at >= rules.remindEveryMs)
        tell('still_failing', cause, next);
    } else if (status === 'healthy' && outcome === 'authenticated' && known !== null) {
      tell(known.status === 'failing' ? 'recovery' : 'reachable_again', known.code, null);
    } else if (status === 'unreachable' && known === null && outcome === 'inconclusive') {
      tell('unreachable', cause, { status, code: cause, at: sweepAt });
    }
    for (const warning of warnings) {
      if (warning !== 'ENDPOINT_DEPRECATED') continue;
      const last = warned.get(warning);
      if (last !== undefined && sweepAt - last < WEEK) continue;
      warned.set(warning, sweepAt);
      told.push({ event: 'warning', code: warning, isFlapping: false });
    }
  }
  return told;
}
