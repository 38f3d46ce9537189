import { isoTime } from '../clock.ts';
import { describeDuration } from '../config/duration.ts';

/** The console's appearance. */
export type Theme = 'light' | 'dark';

/** How and of what time a dashboard shows the widget. Times are epoch milliseconds. */
export interface View {
  readonly theme: Theme;
  readonly from: number;
  readonly until: number;
  /** Of the widget, in pixels. */
  readonly width: number;
  /** What the dashboard's clock is ahead of UTC, in minutes. */
  readonly offsetMinutes: number;
  readonly now: number;
}

const DAY_MS = 86_400_000;

/** What is shown where a dashboard names no time. */
const DEFAULT_RANGE_MS = 3 * DAY_MS;

/** Wide enough for everything beside each other. */
const DEFAULT_WIDTH = 1_200;

/**
 * Reads what a dashboard hands to its widgets. It is documented by an example alone, so what is
 * missing or odd falls back: to light, UTC, the last three days.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
 * @param now epoch milliseconds
 */
export function viewOf(event: unknown, now: number): View {
  const context = fieldsOf(fieldsOf(event).widgetContext);
  const timeRange = fieldsOf(context.timeRange);
  const range = rangeOf(timeRange.zoom) ??
    rangeOf(timeRange) ?? { from: now - DEFAULT_RANGE_MS, until: now };
  const { theme, width, timezone } = context;
  return {
    ...range,
    theme: theme === 'dark' ? 'dark' : 'light',
    width: isNumber(width) && width > 0 ? width : DEFAULT_WIDTH,
    offsetMinutes: offsetOf(fieldsOf(timezone).offsetISO),
    now,
  };
}

/** Whether the console asks for the widget's documentation rather than for the widget. */
export function asksToDescribe(event: unknown): boolean {
  return fieldsOf(event).describe === true;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** The furthest moment that ISO 8601 writes with four digits. */
const LAST_MOMENT = Date.UTC(9999, 11, 31);

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function rangeOf(value: unknown): Pick<View, 'from' | 'until'> | null {
  const { start, end } = fieldsOf(value);
  if (!isNumber(start) || !isNumber(end)) return null;
  return start >= 0 && start < end && end < LAST_MOMENT ? { from: start, until: end } : null;
}

/** From `+01:00`; the offset in minutes that comes with it is documented for UTC alone. */
function offsetOf(text: unknown): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):(\d{2})$/.exec(String(text)) ?? [];
  if (sign === undefined) return 0;
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -offset : offset;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** A day by the dashboard's clock: `23 Nov`, with the year where it is not this one. */
export function shownDay(at: number, view: View): string {
  const day = localIso(at, view);
  const year = day.slice(0, 4);
  const isThisYear = year === localIso(view.now, view).slice(0, 4);
  const name = `${Number(day.slice(8, 10))} ${MONTHS[Number(day.slice(5, 7)) - 1]}`;
  return isThisYear ? name : `${name} ${year}`;
}

/** A time of day by the dashboard's clock: `14:02`. */
export function shownClock(at: number, view: View): string {
  return localIso(at, view).slice(11, 16);
}

/** A moment by the dashboard's clock: `23 Nov 14:02`. */
export function shownTime(at: number, view: View): string {
  return `${shownDay(at, view)} ${shownClock(at, view)}`;
}

/** A duration to the minute, as the times beside it. */
export function shownDuration(ms: number): string {
  return ms < 60_000 ? 'less than a minute' : describeDuration(Math.floor(ms / 60_000) * 60_000);
}

/** The dashboard's clock: `UTC`, `UTC+01:00`. */
export function shownZone({ offsetMinutes }: View): string {
  if (offsetMinutes === 0) return 'UTC';
  const two = (value: number) => String(value).padStart(2, '0');
  const size = Math.abs(offsetMinutes);
  return `UTC${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** Where midnight is for the dashboard, as a distance from that of UTC in milliseconds. */
export function offsetMs({ offsetMinutes }: Pick<View, 'offsetMinutes'>): number {
  return offsetMinutes * 60_000;
}

function localIso(at: number, view: Pick<View, 'offsetMinutes'>): string {
  return isoTime(at + offsetMs(view));
}
