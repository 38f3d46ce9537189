import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { statusTable } from '../../../lambda/aws/status-table.ts';
import { entryOf } from '../../../lambda/monitor/check.ts';
import { type Report, type ReportEntry, summarize } from '../../../lambda/report.ts';
import { type DoctorCheck, type DoctorTools, type Finding, ok } from '../doctor-check.ts';

/** Whether the function can read what it is to watch, and how that fares. */
export const secrets: DoctorCheck = {
  title: 'Credentials',
  async look({ checkNow, deployment, settings }) {
    // So many are not asked all at once: what the last sweep found has to do.
    return deployment.outputs.SweepStateMachineArn === undefined
      ? judgeCredentials(await checkNow())
      : judgeCredentials(await lastResults(deployment.outputs.StateTableName ?? '', settings));
  },
};

async function lastResults(tableName: string, settings: DoctorTools['settings']): Promise<Results> {
  const client = new DynamoDBClient(settings);
  try {
    const { records } = await statusTable(client, tableName, 0).readAll();
    const results = records.flatMap(({ lastResult, status }) =>
      lastResult === null ? [] : [entryOf(lastResult, status)],
    );
    return { results, summary: summarize(results) };
  } finally {
    client.destroy();
  }
}

/** What checks came to. */
type Results = Pick<Report, 'results' | 'summary'>;

/** What checks mean for the deployment; that a credential fails is not its fault. */
export function judgeCredentials({ results, summary }: Results): Finding[] {
  if (summary.total === 0) return [{ verdict: 'warning', says: 'none was checked yet' }];
  const unreadable = results.filter(({ diagnosis }) => diagnosis?.code.startsWith('SECRET'));
  const others = summary.rejected + summary.inconclusive - unreadable.length;
  return [
    ...unreadable.map(unreadableSecret),
    others > 0
      ? {
          verdict: 'warning',
          says: `${others} of ${summary.total} do not authenticate now`,
          todo: ['npx qonto-auth-monitor check'],
        }
      : unreadable.length > 0
        ? { verdict: 'warning', says: `${summary.authenticated} of ${summary.total} authenticate` }
        : ok(
            `${summary.total === 1 ? 'the only one authenticates' : `all ${summary.total} authenticate`}`,
          ),
  ];
}

function unreadableSecret({ environment, credential, diagnosis }: ReportEntry): Finding {
  const { title = '', code = '', remedy = [] } = diagnosis ?? {};
  return {
    verdict: code === 'SECRETS_MANAGER_UNAVAILABLE' ? 'warning' : 'problem',
    says: `${environment}/${credential}: ${title} (${code})`,
    todo: remedy,
  };
}
