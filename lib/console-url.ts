import { Aws, CfnCondition, Fn, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { consoleDomain } from '../lambda/aws/log-url.ts';

/** Where a dashboard is in the AWS console, whatever the partition that the stack is deployed to. */
export function dashboardUrl(scope: Construct, dashboardName: string): string {
  const { region } = Stack.of(scope);
  const query = `/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName}`;
  return `https://${region}.${domainOf(scope, region)}${query}`;
}

function domainOf(scope: Construct, region: string): string {
  if (!Token.isUnresolved(region)) return consoleDomain(region);
  const isPartition = (partition: string, id: string) =>
    new CfnCondition(scope, id, { expression: Fn.conditionEquals(Aws.PARTITION, partition) })
      .logicalId;
  return Fn.conditionIf(
    isPartition('aws-cn', 'IsChina'),
    consoleDomain('cn-north-1'),
    Fn.conditionIf(
      isPartition('aws-us-gov', 'IsGovCloud'),
      consoleDomain('us-gov-west-1'),
      consoleDomain('us-east-1'),
    ),
  ).toString();
}
