import type { DiagnosisCode } from '../../lambda/diagnosis/catalogue.ts';
import type { Status } from '../../lambda/report.ts';
import { DAY, type Step } from './timeline.ts';

/** Checks of each outcome. */
export const OK: Step = {};
export const BAD: Step = { code: 'API_KEY_REJECTED' };
export const OTHER: Step = { code: 'API_KEY_SWAPPED' };
export const UNSURE: Step = { code: 'PROVIDER_ERROR' };

/** Checks that lead to each status, from none, with `unreachableAfter: 3`. */
export const WAY_TO: Readonly<Record<Status, readonly Step[]>> = {
  unknown: [],
  healthy: [OK],
  failing: [BAD],
  unreachable: [UNSURE, UNSURE, UNSURE],
};

/** One row of the table. */
export interface Row {
  readonly before: Status;
  readonly next: string;
  readonly steps: readonly Step[];
  readonly settings?: { readonly recoverAfter?: number; readonly remindEveryMs?: number | null };
  readonly after: Status;
  readonly alert: string;
  readonly code?: DiagnosisCode;
}

/** The table of the contract, section 6, row by row. */
export const TABLE: readonly Row[] = [
  {
    before: 'unknown',
    next: 'a rejection',
    steps: [BAD],
    after: 'failing',
    alert: 'regression',
    code: 'API_KEY_REJECTED',
  },
  {
    before: 'healthy',
    next: 'a rejection',
    steps: [BAD],
    after: 'failing',
    alert: 'regression',
    code: 'API_KEY_REJECTED',
  },
  {
    before: 'unreachable',
    next: 'a rejection',
    steps: [BAD],
    after: 'failing',
    alert: 'regression',
    code: 'API_KEY_REJECTED',
  },
  {
    before: 'failing',
    next: 'a rejection with the same code',
    steps: [BAD],
    after: 'failing',
    alert: '',
  },
  {
    before: 'failing',
    next: 'a rejection with the same code one remindEvery later',
    steps: [{ ...BAD, after: DAY }],
    after: 'failing',
    alert: 'still_failing',
    code: 'API_KEY_REJECTED',
  },
  {
    before: 'failing',
    next: 'a rejection with the same code a moment before remindEvery',
    steps: [{ ...BAD, after: DAY - 1 }],
    after: 'failing',
    alert: '',
  },
  {
    before: 'failing',
    next: 'a rejection with the same code years later, without reminders',
    steps: [{ ...BAD, after: 1_000 * DAY }],
    settings: { remindEveryMs: null },
    after: 'failing',
    alert: '',
  },
  {
    before: 'failing',
    next: 'a rejection with another code',
    steps: [OTHER],
    after: 'failing',
    alert: 'cause_changed',
    code: 'API_KEY_SWAPPED',
  },
  {
    before: 'failing',
    next: 'authenticated checks, fewer than recoverAfter',
    steps: [OK, OK],
    settings: { recoverAfter: 3 },
    after: 'failing',
    alert: '',
  },
  {
    before: 'failing',
    next: 'authenticated checks, recoverAfter of them',
    steps: [OK, OK, OK],
    settings: { recoverAfter: 3 },
    after: 'healthy',
    alert: 'recovery',
    code: 'API_KEY_REJECTED',
  },
  {
    before: 'failing',
    next: 'authenticated checks that a rejection interrupts',
    steps: [OK, OK, BAD, OK, OK],
    settings: { recoverAfter: 3 },
    after: 'failing',
    alert: '',
  },
  {
    before: 'failing',
    next: 'authenticated checks that an inconclusive one interrupts',
    steps: [OK, OK, UNSURE, OK, OK],
    settings: { recoverAfter: 3 },
    after: 'failing',
    alert: '',
  },
  { before: 'failing', next: 'one inconclusive', steps: [UNSURE], after: 'failing', alert: '' },
  {
    before: 'failing',
    next: 'inconclusive ones without end',
    steps: Array.from({ length: 600 }, () => UNSURE),
    after: 'failing',
    alert: '',
  },
  {
    before: 'unknown',
    next: 'inconclusive ones, fewer than unreachableAfter',
    steps: [UNSURE, UNSURE],
    after: 'unknown',
    alert: '',
  },
  {
    before: 'healthy',
    next: 'inconclusive ones, fewer than unreachableAfter',
    steps: [UNSURE, UNSURE],
    after: 'healthy',
    alert: '',
  },
  {
    before: 'unknown',
    next: 'inconclusive ones, unreachableAfter in a row',
    steps: [UNSURE, UNSURE, { code: 'DNS_FAILURE' }],
    after: 'unreachable',
    alert: 'unreachable',
    code: 'DNS_FAILURE',
  },
  {
    before: 'healthy',
    next: 'inconclusive ones, unreachableAfter in a row',
    steps: [UNSURE, UNSURE, UNSURE],
    after: 'unreachable',
    alert: 'unreachable',
    code: 'PROVIDER_ERROR',
  },
  {
    before: 'healthy',
    next: 'inconclusive ones that an authenticated one interrupts',
    steps: [UNSURE, UNSURE, OK, UNSURE, UNSURE],
    after: 'healthy',
    alert: '',
  },
  {
    before: 'unreachable',
    next: 'more inconclusive ones, with other codes',
    steps: [{ code: 'RATE_LIMITED' }, { code: 'DNS_FAILURE', after: 30 * DAY }],
    after: 'unreachable',
    alert: '',
  },
  {
    before: 'unreachable',
    next: 'an authenticated check',
    steps: [OK],
    settings: { recoverAfter: 3 },
    after: 'healthy',
    alert: 'reachable_again',
    code: 'PROVIDER_ERROR',
  },
  { before: 'unknown', next: 'an authenticated check', steps: [OK], after: 'healthy', alert: '' },
  { before: 'healthy', next: 'an authenticated check', steps: [OK], after: 'healthy', alert: '' },
];
