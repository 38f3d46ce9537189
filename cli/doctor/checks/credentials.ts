import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { MonitorError } from '../../../lambda/errors.ts';
import type { StatusRecord } from '../../../lambda/monitor/status-record.ts';
import type { Diagnosis, Outcome, Report } from '../../../lambda/report.ts';
import { awsClient } from '../../aws-client.ts';
import { INVOCATION, reportIn } from '../../deployed-function.ts';
import { ask } from '../ask.ts';
import { type DoctorCheck, type DoctorTools, type Finding, ok } from '../doctor-check.ts';

/** Whether the function can read what it is to watch, and how that fares. */
export const credentials: DoctorCheck = {
  title: 'Credentials',
  async look(tools) {
    // Many credentials are not asked of Qonto for this: their last sweep tells.
    if (tools.monitor.parts.stateMachine !== null) {
      const { records } = await tools.statuses();
      return judgeCredentials(records.map(rememberedCredential), 'at the last sweep');
    }
    try {
      const { results } = await checkNow(tools);
      return judgeCredentials(results, 'now');
    } catch (error) {
      if (!(error instanceof MonitorError)) throw error;
      return [
        {
          verdict: 'problem',
          says: `the function does not check: ${error.message}`,
          todo: ["Look at the function's log, which says why."],
        },
      ];
    }
  },
};

/** Lets the deployed function check everything on demand; a MonitorError is the function's own fault. */
async function checkNow({ monitor, aws }: DoctorTools): Promise<Report> {
  const { functionName } = monitor;
  const client = awsClient(LambdaClient, aws, INVOCATION);
  const event = { action: 'check' };
  try {
    const answer = await ask('lambda:InvokeFunction', functionName, () =>
      client.send(
        new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
      ),
    );
    return reportIn(answer, event, functionName);
  } finally {
    client.destroy();
  }
}

/** How a credential fares, by a check or as it is remembered. */
export interface CredentialState {
  readonly environment: string;
  readonly credential: string;
  readonly outcome: Outcome | null;
  readonly diagnosis: Pick<Diagnosis, 'code' | 'title' | 'remedy'> | null;
}

/** A credential as the last sweep left it. */
export function rememberedCredential(record: StatusRecord): CredentialState {
  const { environment, credential, status, incident, lastResult } = record;
  const diagnosis = incident?.diagnosis ?? lastResult?.diagnosis ?? null;
  // One that fails goes on to do so while it cannot be checked.
  const outcome = status === 'failing' ? 'rejected' : (lastResult?.outcome ?? null);
  return { environment, credential, outcome, diagnosis };
}

/** When the credentials were checked. */
export type When = 'now' | 'at the last sweep';

/** So many secrets that cannot be read are named one by one. */
const NAMED = 5;

/** What the states of all credentials mean. */
export function judgeCredentials(states: readonly CredentialState[], when: When): Finding[] {
  const having = (...outcomes: readonly (Outcome | null)[]) =>
    states.filter(({ outcome }) => outcomes.includes(outcome));
  const rejected = having('rejected');
  const authenticated = having('authenticated');
  const unclear = having('inconclusive', null);
  const isOfSecret = ({ diagnosis }: CredentialState) =>
    diagnosis?.code.startsWith('SECRET_') ?? false;
  const unreadable = rejected.filter(isOfSecret);
  const refused = rejected.filter((one) => !isOfSecret(one));
  const total = states.length;
  const count = (verdict: Finding['verdict'], some: readonly CredentialState[], says: string) =>
    some.length === 0 ? [] : [summary(verdict, some, `of ${total} ${says} ${when}`, when)];
  const findings: Finding[] = [
    ...unreadable.slice(0, NAMED).map(unreadableSecret),
    ...count('problem', unreadable.slice(NAMED), 'more cannot be read'),
    ...count('problem', refused, refused.length === 1 ? 'is rejected' : 'are rejected'),
    ...count('unknown', unclear, 'could not be checked'),
  ];
  if (total === 0) return [{ verdict: 'unknown', says: 'none is remembered yet' }];
  if (authenticated.length === 0) return findings;
  const counted =
    authenticated.length < total
      ? `${authenticated.length} of ${total} authenticate`
      : total === 1
        ? 'the only one authenticates'
        : `all ${total} authenticate`;
  return [...findings, ok(`${counted} ${when}`)];
}

function summary(
  verdict: Finding['verdict'],
  states: readonly CredentialState[],
  says: string,
  when: When,
): Finding {
  const named = states.slice(0, 3).map(({ environment, credential, diagnosis }) => {
    const name = `${environment}/${credential}`;
    return diagnosis === null ? name : `${name} (${diagnosis.code})`;
  });
  const rest = states.length > 3 ? `, and ${states.length - 3} more` : '';
  return {
    verdict,
    says: `${states.length} ${says}: ${named.join(', ')}${rest}`,
    todo: [`npx qonto-auth-monitor ${when === 'now' ? 'invoke' : 'status'}`],
  };
}

function unreadableSecret({ environment, credential, diagnosis }: CredentialState): Finding {
  const { title = '', code = '', remedy = [] } = diagnosis ?? {};
  return {
    verdict: 'problem',
    says: `${environment}/${credential}: ${title} (${code})`,
    todo: remedy,
  };
}
