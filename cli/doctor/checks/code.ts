import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { type DoctorCheck, type Finding, ok } from '../doctor-check.ts';
import { synthesizedTemplate } from '../synthesize.ts';

/** The code of each function in a template, by logical id: the hash of its asset. */
export type FunctionCode = Readonly<Record<string, string>>;

/** Whether what is deployed is what this folder would deploy: its code and its configuration. */
export const code: DoctorCheck = {
  title: 'Code',
  async look({ deployment, settings, directory, config }) {
    const client = new CloudFormationClient(settings);
    try {
      const [local, { TemplateBody = '{}' }] = await Promise.all([
        synthesizedTemplate(directory, deployment.stack, config),
        client.send(
          new GetTemplateCommand({ StackName: deployment.stack, TemplateStage: 'Original' }),
        ),
      ]);
      return [judgeCode(codeOf(JSON.parse(TemplateBody)), codeOf(local))];
    } finally {
      client.destroy();
    }
  },
};

/** What a difference between deployed and local code means. */
export function judgeCode(deployed: FunctionCode, local: FunctionCode): Finding {
  const ids = new Set([...Object.keys(deployed), ...Object.keys(local)]);
  const differs = [...ids].some((id) => deployed[id] !== local[id]);
  if (!differs) return ok('deployed as it is here');
  return {
    verdict: 'warning',
    says: 'the code or configuration here is not what is deployed',
    todo: ['npx cdk diff', 'npx cdk deploy'],
  };
}

/** The hashes of the functions' assets. */
export function codeOf(template: {
  readonly Resources?: Readonly<
    Record<string, { Type: string; Properties?: { Code?: { S3Key?: unknown } } }>
  >;
}): FunctionCode {
  return Object.fromEntries(
    Object.entries(template.Resources ?? {})
      .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
      .map(([id, { Properties }]) => [id, String(Properties?.Code?.S3Key ?? '')]),
  );
}
