import type { AlertSettings } from '../config/monitor-config.ts';
import type { DiagnosisCode } from '../diagnosis/catalogue.ts';
import type { Check } from './check.ts';
import type { Step } from './course.ts';
import type { Announcement, TransitionEvent } from './status-record.ts';

/** What is to be told. */
export interface News {
  readonly event: Exclude<TransitionEvent, 'warning'>;
  readonly code: DiagnosisCode;
}

type NewsOf = (
  announced: Announcement | null,
  step: Step,
  settings: AlertSettings,
  now: number,
) => News | null;

/**
 * The difference between what people were told and what a check found to be so; null when they know.
 * A check only tells what it saw itself: an inconclusive one neither convicts nor clears.
 *
 * @param now epoch milliseconds
 */
export const NEWS: Readonly<Record<Check['outcome'], NewsOf>> = {
  rejected: (announced, { status, incident }, { remindEveryMs }, now) => {
    if (status !== 'failing' || incident === null) return null;
    const { code } = incident;
    if (announced?.status !== 'failing') return { event: 'regression', code };
    if (announced.code !== code) return { event: 'cause_changed', code };
    const isDue = remindEveryMs !== null && now - Date.parse(announced.toldAt) >= remindEveryMs;
    return isDue ? { event: 'still_failing', code } : null;
  },

  authenticated: (announced, { status }) => {
    if (status !== 'healthy' || announced === null) return null;
    const event = announced.status === 'failing' ? 'recovery' : 'reachable_again';
    return { event, code: announced.code };
  },

  inconclusive: (announced, { status, incident }) =>
    status === 'unreachable' && incident !== null && announced === null
      ? { event: 'unreachable', code: incident.code }
      : null,
};
