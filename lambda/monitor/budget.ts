import type { TrafficChange } from './traffic.ts';

/**
 * The refusals that one environment may still cost. Credentials that are not failing are always
 * asked; what will probably be refused takes a permit first, and gives it back when it was not
 * refused.
 */
export interface Budget {
  /** Until when nothing is sent, because Qonto asked so; null when it did not. Epoch milliseconds. */
  pausedUntil(now: number): number | null;
  /** Qonto asked to wait. */
  pause(until: number): void;
  /** Takes note of refusals that took no permit. */
  refused(count: number): void;
  /** Takes a permit to check a failing credential again; false when it has to wait. */
  takeForRecheck(): Promise<boolean>;
  /** Takes a permit to repeat a refused check; false when none is left. */
  takeForRepeat(): Promise<boolean>;
  /** Takes a permit for an experiment's request; false when too few are left. */
  takeForExperiment(): Promise<boolean>;
  /** Gives a permit back, used up if the check was refused. */
  settle(wasRefused: boolean): void;
  /** When the credential at some place in the queue can be asked again, epoch milliseconds. */
  nextTurn(place: number): number;
  /** What is to be remembered; null when nothing is. */
  change(now: number): TrafficChange | null;
}
