import { oneLine, readableTime } from '../lambda/alerts/wording.ts';
import { readTrail } from '../lambda/aws/trail-table.ts';
import { CATALOGUE } from '../lambda/diagnosis/catalogue.ts';
import { MonitorError } from '../lambda/errors.ts';
import type { ToldTrailEntry } from '../lambda/monitor/trail.ts';
import { type TableOptions, withTable } from './deployed-table.ts';
import { EXIT } from './exit-code.ts';
import type { Output } from './output.ts';

/** Options of `history`. */
export interface HistoryOptions extends TableOptions {
  readonly environment?: string;
  readonly credential?: string;
  /** How many entries to show, as text. */
  readonly limit: string;
  readonly json?: boolean;
}

/** Lists transitions and alerts, the newest first: when, what, why, and when it was delivered. */
export async function history(options: HistoryOptions, out: Output): Promise<number> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1) {
    const message = `--limit ${JSON.stringify(options.limit)} is not a whole number above 0.`;
    throw new MonitorError('EVENT_INVALID', message);
  }
  const { environment, credential } = options;
  const filter = { ...(environment && { environment }), ...(credential && { credential }) };
  const entries = await withTable(options, (client, tableName) =>
    readTrail(client, tableName, filter, limit),
  );
  if (options.json) out.json(entries);
  else if (entries.length === 0) out.line('Nothing has happened yet.');
  else for (const entry of entries) for (const line of linesOf(entry, out)) out.line(line);
  return EXIT.ok;
}

const FORMATS = {
  healthy: 'green',
  failing: 'red',
  unreachable: 'yellow',
  unknown: 'gray',
} as const;

function linesOf(entry: ToldTrailEntry, { style }: Output): string[] {
  const { at, environment, credential, from, to, code, traceId } = entry;
  const name = oneLine(`${environment}/${credential}`);
  const course = from === to ? style(FORMATS[to], to) : `${from} -> ${style(FORMATS[to], to)}`;
  const why = code === null ? [] : [`${CATALOGUE[code]?.title ?? ''} (${code})`];
  const trace = traceId === null ? [] : [`trace ${traceId}`];
  return [
    `${readableTime(at)}  ${style('bold', name)}  ${course}`,
    ...[[...why, ...trace].join(', '), told(entry)].filter(Boolean).map((line) => `    ${line}`),
  ];
}

function told({ event, heldBack, alertId, deliveredAt }: ToldTrailEntry): string {
  if (event === null) return heldBack === null ? '' : `not told: ${heldBack}`;
  const delivery =
    deliveredAt === null ? 'not delivered yet' : `delivered ${readableTime(deliveredAt)}`;
  return `${event}, alert ${alertId}, ${delivery}`;
}
