import type { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { expect } from 'vitest';
import type { AuthMonitorProps } from '../../lib/auth-monitor-props.ts';
import type { CodeCall } from '../support/aws-calls.ts';
import { type IamRequest, isAllowed, unused } from './evaluate.ts';
import { policiesOf, type Statement } from './policies.ts';

/** Where secrets of these tests are. */
export const HERE = 'arn:aws:secretsmanager:eu-west-3:123456789012:secret';

/** Encrypts what the monitor keeps. */
export const KEY = 'arn:aws:kms:eu-west-3:123456789012:key/11111111-2222-3333-4444-555555555555';

/** Encrypts secrets. */
export const SECRET_KEY =
  'arn:aws:kms:eu-west-3:123456789012:key/66666666-7777-8888-9999-000000000000';

/** The first resource of a type whose id holds a part. */
export function idOf(template: Template, type: string, part = ''): string {
  const ids = Object.keys(template.findResources(type)).filter((id) => id.includes(part));
  return String(ids[0]);
}

/** What the role of a function, or of whatever else has one, is allowed. */
export function statementsOf(template: Template, type: string, part: string): Statement[] {
  const { Properties } = template.findResources(type)[idOf(template, type, part)] ?? {};
  const [role] = (Properties.Role ?? Properties.RoleArn ?? Properties.Target.RoleArn)['Fn::GetAtt'];
  return policiesOf(template, role).flatMap(({ statements }) => statements);
}

/** What IAM is asked for calls about resources, which are found by what they are about. */
export function requestsFor(
  calls: readonly CodeCall[],
  resources: Readonly<Partial<Record<CodeCall['about'], readonly string[]>>>,
): IamRequest[] {
  return calls.flatMap(({ action, about }) => {
    const known = resources[about];
    if (known === undefined) throw new TypeError(`nothing is known of ${about}`);
    return known.map((resource): IamRequest => ({ action, resource }));
  });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html */
export function loggingOf(logGroup: string): IamRequest[] {
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
    action,
    resource: `${logGroup}.Arn`,
  }));
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions */
export const JOINING: readonly IamRequest[] = [
  'CreateNetworkInterface',
  'DescribeNetworkInterfaces',
  'DescribeSubnets',
  'DeleteNetworkInterface',
  'AssignPrivateIpAddresses',
  'UnassignPrivateIpAddresses',
].map((action) => ({ action: `ec2:${action}`, resource: '*' }));

/** The condition keys of a call that a service makes of a key. */
export function via(service: string) {
  return { 'kms:ViaService': `${service}.eu-west-3.amazonaws.com` };
}

/** What a sender asks of the key of what it sends to, or a writer of that of what it writes. */
export function encrypting(service: string): IamRequest[] {
  return ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) => ({
    action,
    resource: KEY,
    context: via(service),
  }));
}

/** A network that is there already. */
export function inVpc(scope: Construct): Pick<AuthMonitorProps, 'vpc'> {
  return {
    vpc: Vpc.fromVpcAttributes(scope, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-west-3a'],
      privateSubnetIds: ['subnet-0123456789abcdef0'],
      privateSubnetRouteTableIds: ['rtb-0123456789abcdef0'],
    }),
  };
}

/** That all of the requests are allowed, and nothing that none of them needs. */
export function expectExactly(
  statements: readonly Statement[],
  requests: readonly IamRequest[],
): void {
  expect(requests.filter((request) => !isAllowed(statements, request))).toEqual([]);
  expect(unused(statements, requests)).toEqual([]);
}
