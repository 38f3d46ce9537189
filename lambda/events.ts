import { MonitorError } from './errors.ts';

/** The events that the function takes (contract, section 4). */
export type MonitorEvent =
  | { readonly action: 'sweep' }
  | { readonly action: 'check'; readonly environment?: string; readonly credential?: string }
  | { readonly action: 'status' }
  | { readonly action: 'test-alert' }
  /** Of the rule for changed secrets alone: people have `check`. */
  | { readonly action: 'secret-change'; readonly secret: string };

/**
 * The fields of each action besides `action`. No field can name a URL or a header, and `secret`
 * selects among the configured ones.
 */
const FIELDS: Readonly<Record<MonitorEvent['action'], readonly string[]>> = {
  sweep: [],
  check: ['environment', 'credential'],
  status: [],
  'test-alert': [],
  'secret-change': ['secret'],
};

const ACTIONS = Object.keys(FIELDS).map((action) => JSON.stringify(action));

/**
 * Reads an event. An event without fields is a sweep.
 *
 * @throws MonitorError `EVENT_INVALID`, naming every field that is wrong
 */
export function parseEvent(input: unknown): MonitorEvent {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw invalid(['the event is not an object']);
  }
  const { action = 'sweep', ...fields } = input as Record<string, unknown>;
  const isKnown = typeof action === 'string' && Object.hasOwn(FIELDS, action);
  const known = isKnown ? FIELDS[action as MonitorEvent['action']] : Object.values(FIELDS).flat();
  const ofAction = isKnown ? [] : [`"action" is none of ${ACTIONS.join(', ')}`];
  const ofFields = Object.entries(fields).flatMap(([name, value]) => {
    if (!known.includes(name)) return [`unknown field ${JSON.stringify(name.slice(0, 64))}`];
    const isName = typeof value === 'string' && value !== '';
    return isName ? [] : [`${JSON.stringify(name)} is not a name (a string that is not empty)`];
  });
  const isIncomplete = action === 'secret-change' && !('secret' in fields);
  const faults = [...ofAction, ...ofFields, ...(isIncomplete ? ['"secret" is missing'] : [])];
  if (faults.length > 0) throw invalid(faults);
  return { action, ...fields } as MonitorEvent;
}

function invalid(faults: readonly string[]): MonitorError {
  return new MonitorError(
    'EVENT_INVALID',
    `The event is refused: ${faults.join('; ')}. Known events: {}, {"action":"sweep"}, {"action":"check","environment":"…","credential":"…"}, {"action":"status"}, {"action":"test-alert"}.`,
  );
}
