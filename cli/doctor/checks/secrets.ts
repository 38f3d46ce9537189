import type { Report, ReportEntry } from '../../../lambda/report.ts';
import { type DoctorCheck, type Finding, ok } from '../doctor-check.ts';

/** Whether the function can read what it is to watch, and how that fares. */
export const secrets: DoctorCheck = {
  title: 'Credentials',
  look: async ({ checkNow }) => judgeCredentials(await checkNow()),
};

/** What a check on demand means for the deployment; that a credential fails is not its fault. */
export function judgeCredentials({ results, summary }: Report): Finding[] {
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
