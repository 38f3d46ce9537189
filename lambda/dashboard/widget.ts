import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readRecentTrail } from '../aws/recent-trail.ts';
import { statusTable } from '../aws/status-table.ts';
import { isoTime } from '../clock.ts';
import { framesOf, nameOf } from '../errors.ts';
import { type BoardConfig, boardOf } from './board.ts';
import { renderBoard } from './render-board.ts';
import { renderFault } from './render-fault.ts';
import { MOST_ALERTS } from './told-alerts.ts';
import { asksToDescribe, viewOf } from './view.ts';

const DESCRIPTION = `## Qonto credentials

Shows what the Qonto auth monitor remembers: the state of each credential, its course over the time of
the dashboard with what people were told, what to do about what fails, and the last alerts.

It takes no parameters. It reads the monitor's table, and neither checks nor changes anything.`;

/** The configuration travels in the asset, beside the bundle: the stack put it there. */
const config: BoardConfig = JSON.parse(
  readFileSync(new URL('./config.json', import.meta.url), 'utf8'),
);

const client = new DynamoDBClient({
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
});

/**
 * The widget's function: CloudWatch invokes it as whoever looks at the dashboard, and shows the HTML
 * that it answers. What goes wrong is shown as well; only its name, since messages of services may
 * quote what was sent to them.
 */
export async function handler(event: unknown): Promise<string> {
  if (asksToDescribe(event)) return DESCRIPTION;
  const view = viewOf(event, Date.now());
  const tableName = process.env.STATE_TABLE_NAME ?? '';
  try {
    const wanted = { since: isoTime(view.from), alerts: MOST_ALERTS };
    const [recent, snapshot] = await Promise.all([
      readRecentTrail(client, tableName, wanted),
      statusTable(client, tableName, config.keepHistoryMs).readAll(),
    ]);
    return renderBoard(boardOf({ ...recent, snapshot }, config, view));
  } catch (error) {
    const reason = nameOf(error);
    console.error('The dashboard could not be drawn.', { reason, at: framesOf(error) });
    return renderFault(reason, view);
  }
}
