import type { ConfigFault } from './faults.ts';
import { asObject, credentialsOf, type Json } from './json-object.ts';
import { suggestionAmong } from './nearest.ts';

/** What is wrong with windows of maintenance beyond the types of their fields. */
export function maintenanceFaults(input: Json): ConfigFault[] {
  const environments = asObject(input.environments);
  const windows = asObject(input.alerts).maintenance;
  return (Array.isArray(windows) ? windows : []).flatMap((value, index) => {
    const path = (key: string) => ['alerts', 'maintenance', index, key];
    const window = asObject(value);
    return [...unknownTargets(window, environments, path), ...badTimes(window, path)];
  });
}

/** A window about something that the configuration does not have would hold nothing back. */
function unknownTargets(
  { environment, credential }: Json,
  environments: Json,
  path: (key: string) => PropertyKey[],
): ConfigFault[] {
  if (typeof environment === 'string' && !Object.hasOwn(environments, environment)) {
    const among = suggestionAmong(environment, Object.keys(environments));
    return [
      {
        path: path('environment'),
        problem: `is not an environment of this configuration${among}`,
      },
    ];
  }
  const meant =
    typeof environment === 'string' ? [environments[environment]] : Object.values(environments);
  const isOpen = meant.some((one) => asObject(one).discover !== undefined);
  const names = [...new Set(meant.flatMap((one) => credentialNames(asObject(one))))];
  if (typeof credential !== 'string' || isOpen || names.includes(credential)) return [];
  const where =
    typeof environment === 'string'
      ? `environment ${JSON.stringify(environment)}`
      : 'this configuration';
  const among = suggestionAmong(credential, names);
  return [{ path: path('credential'), problem: `is not a credential of ${where}${among}` }];
}

function credentialNames(environment: Json): string[] {
  return credentialsOf(environment).flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
}

/** `2026-12-01T22:00`, on the wall clock. */
const MOMENT = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d$/;

/** `22:00`, on the wall clock. */
const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

function badTimes(window: Json, path: (key: string) => PropertyKey[]): ConfigFault[] {
  const { days, from, until } = window;
  const times = Object.entries({ from, until }).flatMap(([key, text]) => {
    const problem = typeof text === 'string' ? timeFault(text, days !== undefined) : null;
    return problem === null ? [] : [{ path: path(key), problem }];
  });
  if (times.length > 0 || days !== undefined) return times;
  const isBackward = typeof from === 'string' && typeof until === 'string' && until <= from;
  return isBackward ? [{ path: path('until'), problem: 'is not after from' }] : [];
}

function timeFault(text: string, isWeekly: boolean): string | null {
  if (isWeekly) {
    return TIME_OF_DAY.test(text) ? null : 'is not a time of the day; write it like "22:00"';
  }
  const fault = 'is not a moment (for a window without days); write it like "2026-12-01T22:00"';
  if (TIME_OF_DAY.test(text)) return `${fault}, or add "days" for a window of every week`;
  if (!MOMENT.test(text)) return fault;
  const [year = '', month = '', day = ''] = text.slice(0, 10).split('-');
  // The day before the first of the next month: JavaScript counts months from 0.
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(day) <= last) return null;
  const lastDay = `${year}-${month}-${last}`;
  return `is a day that its month does not have: the last one is ${lastDay}; write "${lastDay}${text.slice(10)}"`;
}
