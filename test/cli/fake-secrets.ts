import type { ServerResponse } from 'node:http';
import { type FakeAws, respond } from './fake-aws.ts';

interface SecretsRequest {
  readonly SecretIdList?: readonly string[];
  readonly SecretId?: string;
  readonly VersionStage?: string;
  readonly VersionId?: string;
  readonly Name?: string;
  readonly SecretString?: string;
  readonly Filters?: readonly { readonly Values: readonly string[] }[];
}

interface Version {
  readonly Name: string;
  readonly ARN: string;
  readonly SecretString: string;
  readonly VersionId: string;
  readonly CreatedDate: number;
}

/** The operations of Secrets Manager that the command line uses. */
export function secretsManager(
  aws: FakeAws,
  operation: string,
  request: SecretsRequest,
  response: ServerResponse,
): void {
  const answer = OPERATIONS[operation]?.(aws, request);
  if (answer === undefined) respond(response, 400, { __type: 'UnknownOperationException' });
  else if (typeof answer === 'string') respond(response, 400, { __type: answer });
  else respond(response, 200, answer);
}

/** An answer, or the name of an error. */
type Operation = (aws: FakeAws, request: SecretsRequest) => object | string;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  BatchGetSecretValue: (aws, { SecretIdList = [] }) => {
    const found = SecretIdList.map((id) => versionAt(aws, id, 'AWSCURRENT'));
    return {
      SecretValues: found.filter((value) => value !== null),
      Errors: SecretIdList.filter((_, index) => found[index] === null).map((id) => {
        return { SecretId: id, ErrorCode: 'ResourceNotFoundException', Message: 'none' };
      }),
    };
  },
  GetSecretValue: (aws, { SecretId = '', VersionStage = 'AWSCURRENT', VersionId }) => {
    const version = versionAt(aws, SecretId, VersionStage);
    const isAsked = VersionId === undefined || version?.VersionId === VersionId;
    return version !== null && isAsked ? version : 'ResourceNotFoundException';
  },
  PutSecretValue: (aws, { SecretId = '', SecretString = '' }) => {
    const versions = aws.secrets.get(SecretId);
    if (versions === undefined) return 'ResourceNotFoundException';
    aws.secrets.set(SecretId, [...versions, SecretString]);
    return versionAt(aws, SecretId, 'AWSCURRENT') ?? 'InternalServiceError';
  },
  // Every secret has the tag that is asked about, so that all are discovered.
  ListSecrets: ({ secrets }, { Filters = [] }) => {
    const Tags = Filters.flatMap(({ Values }) => Values.map((Key) => ({ Key, Value: 'yes' })));
    return { SecretList: Array.from(secrets.keys(), (Name) => ({ Name, Tags })) };
  },
  CreateSecret: (aws, { Name = '', SecretString = '' }) => {
    if (aws.secrets.has(Name)) return 'ResourceExistsException';
    aws.secrets.set(Name, [SecretString]);
    return versionAt(aws, Name, 'AWSCURRENT') ?? 'InternalServiceError';
  },
};

function versionAt(
  { secrets, pending }: Pick<FakeAws, 'secrets' | 'pending'>,
  id: string,
  stage: string,
): Version | null {
  const version = (text: string, versionId: string): Version => ({
    Name: id,
    ARN: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${id}-AbCdEf`,
    SecretString: text,
    VersionId: versionId,
    CreatedDate: Date.now() / 1_000,
  });
  if (stage === 'AWSPENDING') {
    const staged = pending.get(id);
    return staged === undefined ? null : version(staged.text, staged.versionId);
  }
  const versions = secrets.get(id) ?? [];
  const index = versions.length - (stage === 'AWSCURRENT' ? 1 : 2);
  const text = versions[index];
  return text === undefined ? null : version(text, `version-${index + 1}`);
}
