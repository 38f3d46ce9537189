import { deleteMute, putMute } from '../lambda/aws/mute-table.ts';
import { statusTable } from '../lambda/aws/status-table.ts';
import { isoTime, systemClock } from '../lambda/clock.ts';
import { describeDuration, parseDuration } from '../lambda/config/duration.ts';
import { MonitorError } from '../lambda/errors.ts';
import type { RecordKey } from '../lambda/monitor/ports.ts';
import { type TableOptions, withTable } from './deployed-table.ts';
import { EXIT } from './exit-code.ts';
import type { Output } from './output.ts';

/** Options of `unmute`. */
export interface UnmuteOptions extends TableOptions {
  readonly environment?: string;
  readonly credential?: string;
  readonly json?: boolean;
}

/** Options of `mute`. */
export interface MuteOptions extends UnmuteOptions {
  readonly for?: string;
}

/** The longest that a credential can be muted for: whoever wants more does not want to watch it. */
const LONGEST_MS = 31 * 86_400_000;

/**
 * Holds back the alerts about a credential for some time; what is still true then is told then.
 *
 * @throws MonitorError `EVENT_INVALID` for a time that is none, or a credential that was never checked
 */
export async function mute(options: MuteOptions, out: Output): Promise<number> {
  if (options.for === undefined || !options.environment || !options.credential) {
    throw usage('Name one credential, and a time: -e ENVIRONMENT -c CREDENTIAL --for DURATION.');
  }
  const ms = parseDuration(options.for);
  if (ms === null || ms < 1 || ms > LONGEST_MS) {
    throw usage(`--for ${JSON.stringify(options.for)} is no time from 1s to 31d, such as "2h".`);
  }
  const key = keyOf(options);
  const until = isoTime(systemClock.now() + ms);
  await withTable(options, async (client, tableName) => {
    // Nothing of the trail is written here.
    const { records } = await statusTable(client, tableName, 0).readAll();
    const known = records.map(({ environment, credential }) => `${environment}/${credential}`);
    if (!known.includes(nameOfKey(key))) {
      throw usage(`${nameOfKey(key)} was never checked. There are: ${known.join(', ') || 'none'}.`);
    }
    await putMute(client, tableName, { ...key, until });
  });
  if (options.json) out.json({ ...key, mutedUntil: until });
  else {
    out.line(`${nameOfKey(key)} is muted for ${describeDuration(ms)}, until ${until}.`);
    out.line('It is checked all the same. What is still true then is told then.');
  }
  return EXIT.ok;
}

/** Ends a mute at once: the next sweep tells what is so. */
export async function unmute(options: UnmuteOptions, out: Output): Promise<number> {
  const key = keyOf(options);
  const wasMuted = await withTable(options, (client, tableName) =>
    deleteMute(client, tableName, key),
  );
  if (options.json) out.json({ ...key, mutedUntil: null, wasMuted });
  else out.line(`${nameOfKey(key)} ${wasMuted ? 'is not muted any more' : 'was not muted'}.`);
  return EXIT.ok;
}

function keyOf({ environment, credential }: UnmuteOptions): RecordKey {
  if (environment && credential) return { environment, credential };
  throw usage('Name one credential: -e ENVIRONMENT -c CREDENTIAL.');
}

function nameOfKey({ environment, credential }: RecordKey): string {
  return `${environment}/${credential}`;
}

function usage(message: string): MonitorError {
  return new MonitorError('EVENT_INVALID', message);
}
