import { type ConfigWarning, warning } from './config-warning.ts';
import { isWithin, type MaintenanceWindow } from './maintenance.ts';
import type { MonitorConfig } from './monitor-config.ts';

/** Windows of maintenance in which more is held back than was probably meant. */
export function maintenanceWarnings(config: MonitorConfig): ConfigWarning[] {
  const { maintenance } = config.alerts;
  return [
    ...maintenance.flatMap((window, index) => wholeDay(window, index)),
    ...maintenance.flatMap((window, index) => longWindow(window, index, config)),
    ...alwaysMaintained(config),
  ];
}

/** From midnight until midnight is how a whole day is written; other times may be a slip. */
function wholeDay({ days, from, until }: MaintenanceWindow, index: number): ConfigWarning[] {
  if (days === null || from !== until || from === '00:00') return [];
  const text = `is the time of from: the window lasts 24 hours, until ${until} of the day after. Write when it ends, unless that is meant.`;
  return [warning('wholeDay', ['alerts', 'maintenance', index, 'until'], text)];
}

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 30;

function longWindow(
  window: MaintenanceWindow,
  index: number,
  { environments }: MonitorConfig,
): ConfigWarning[] {
  const { days, from, until } = window;
  if (days !== null || !environments.every(({ name }) => isAllOf(window, name))) return [];
  const lasts = Math.ceil((Date.parse(`${until}Z`) - Date.parse(`${from}Z`)) / DAY_MS);
  if (lasts <= LONGEST_DAYS) return [];
  const text = `ends ${lasts} days after it begins, and nobody is told of anything meanwhile. Write an earlier end, or name an environment or a credential.`;
  return [warning('longMaintenance', ['alerts', 'maintenance', index, 'until'], text)];
}

/** Every full hour of some week without a change of clocks: whatever gap lasts an hour has one in it. */
const HOURS_OF_A_WEEK = Array.from(
  { length: 7 * 24 },
  (_, hour) => Date.parse('2026-01-05T00:00:00Z') + hour * 3_600_000,
);

function alwaysMaintained({ alerts, environments }: MonitorConfig): ConfigWarning[] {
  const names = environments
    .map(({ name }) => name)
    .filter((name) => {
      const windows = alerts.maintenance.filter(
        (window) => window.days !== null && isAllOf(window, name),
      );
      return HOURS_OF_A_WEEK.every((now) => windows.some((window) => isWithin(window, now)));
    });
  if (names.length === 0) return [];
  const text = `leaves no hour of the week for ${names.join(', ')}: nobody is ever told in time what fails there. Write shorter windows, or name a credential.`;
  return [warning('alwaysMaintained', ['alerts', 'maintenance'], text)];
}

/** Whether a window holds back all that is told of an environment. */
function isAllOf({ environment, credential }: MaintenanceWindow, name: string): boolean {
  return credential === null && (environment === null || environment === name);
}
