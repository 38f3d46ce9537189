import { type DoctorCheck, type Finding, ok } from '../doctor-check.ts';

/** Whether CloudFormation came to its end. */
export const stack: DoctorCheck = {
  title: 'Stack',
  look: async ({ deployment }) => [judgeStack(deployment.status)],
};

/** What a stack's status means. */
export function judgeStack(status: string): Finding {
  if (/^(?:CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return ok(`deployed (${status})`);
  if (/_IN_PROGRESS$/.test(status)) {
    return { verdict: 'warning', says: `being changed at this moment (${status})` };
  }
  return {
    verdict: 'problem',
    says: `not deployed as it should be (${status})`,
    todo: ['Look at the events of the stack in CloudFormation.', 'npx cdk deploy'],
  };
}
