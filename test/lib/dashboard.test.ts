import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { consoleDomain } from '../../lambda/aws/log-url.ts';
import { parseConfig } from '../../lambda/config/parse.ts';
import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import { boardConfig } from '../../lib/widget-function.ts';
import { WIDGET_CALLS } from '../support/aws-calls.ts';
import { type IamRequest, isAllowed, unused } from './evaluate.ts';
import { policiesOf, type Statement } from './policies.ts';
import { EXAMPLE, MANY, synthesize } from './synthesize.ts';

const KEY = 'arn:aws:kms:eu-west-3:123456789012:key/11111111-2222-3333-4444-555555555555';

interface Widget {
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The dashboard's body, references written as the logical ids that they refer to. */
function bodyOf(template: Template): { start: string; widgets: Widget[] } {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const parts: unknown[] = dashboard?.Properties.DashboardBody['Fn::Join'][1] ?? [];
  const text = parts.map((part) => {
    if (typeof part === 'string') return part;
    const { Ref, 'Fn::GetAtt': attribute } = part as { Ref?: string; 'Fn::GetAtt'?: string[] };
    return Ref ?? attribute?.join('.');
  });
  return JSON.parse(text.join(''));
}

function idOf(template: Template, type: string, path: string): string {
  const ids = Object.keys(template.findResources(type)).filter((id) => id.includes(path));
  expect(ids, `${type} ${path}`).toHaveLength(1);
  return String(ids[0]);
}

/** What the widget's function may do. */
function statementsOf(template: Template): Statement[] {
  const id = idOf(template, 'AWS::Lambda::Function', 'DashboardWidget');
  const created = template.findResources('AWS::Lambda::Function')[id];
  const role = created?.Properties.Role['Fn::GetAtt'][0];
  return policiesOf(template, role).flatMap(({ statements }) => statements);
}

/** What the widget's function does. */
function requestsOf(template: Template): IamRequest[] {
  const table = `${idOf(template, 'AWS::DynamoDB::Table', 'StateTable')}.Arn`;
  const logs = `${idOf(template, 'AWS::Logs::LogGroup', 'DashboardWidget')}.Arn`;
  return [
    { action: 'logs:CreateLogStream', resource: logs },
    { action: 'logs:PutLogEvents', resource: logs },
    ...WIDGET_CALLS.map(({ action }) => ({ action, resource: table })),
  ];
}

const { template, stack } = synthesize(EXAMPLE);

describe('the dashboard', () => {
  const { start, widgets } = bodyOf(template);
  const [credentials, checks, latency, alarms] = widgets;

  it('shows three days, the credentials over its whole width and the rest below', () => {
    expect(start).toBe('-P3D');
    expect(widgets.map(({ type }) => type)).toEqual(['custom', 'log', 'log', 'alarm']);
    expect(credentials).toMatchObject({ x: 0, y: 0, width: 24 });
    for (const { y, width } of [checks, latency, alarms] as Widget[]) {
      expect({ y, width }).toEqual({ y: credentials?.height, width: 8 });
    }
  });

  it('has the credentials drawn by the function, anew with each refresh, size and time', () => {
    expect(credentials?.properties).toEqual({
      title: 'Qonto credentials',
      endpoint: `${idOf(template, 'AWS::Lambda::Function', 'DashboardWidget')}.Arn`,
      updateOn: { refresh: true, resize: true, timeRange: true },
    });
  });

  it('draws checks and latency from the log of the sweeps', () => {
    const source = `SOURCE '${idOf(template, 'AWS::Logs::LogGroup', 'FunctionLogs')}' | filter message = "sweep finished"`;

    expect(checks?.properties).toMatchObject({
      query: `${source}\n| stats sum(summary.authenticated) as authenticated, sum(summary.rejected) as rejected, sum(summary.inconclusive) as inconclusive by bin(30m)`,
      stacked: true,
    });
    expect(latency?.properties).toMatchObject({
      query: `${source}\n| stats avg(latencyMs.median) as median, max(latencyMs.max) as slowest by bin(30m)`,
      stacked: false,
    });
  });

  it('draws distributed sweeps from the log of the function that concludes them as well', () => {
    const many = synthesize(MANY).template;
    const [, ofMany] = bodyOf(many).widgets;
    const groups = ['MonitorFunctionLogs', 'CoordinatorLogs'].map(
      (part) => `SOURCE '${idOf(many, 'AWS::Logs::LogGroup', part)}'`,
    );

    expect(ofMany?.properties.query).toContain(
      `${groups.join(' | ')} | filter message = "sweep finished"`,
    );
  });

  it('has every alarm about the monitor', () => {
    const ids = Object.keys(template.findResources('AWS::CloudWatch::Alarm'));

    expect(ids).not.toEqual([]);
    expect(alarms?.properties.alarms).toEqual(
      ids.map((id) => `arn:AWS::Partition:cloudwatch:AWS::Region:AWS::AccountId:alarm:${id}`),
    );
  });

  it('has room for many credentials, and not more than a few screens', () => {
    const heightWith = (count: number) => {
      const names = Array.from({ length: count }, (_, index) => `c${index}`);
      const environments = {
        production: { credentials: names.map((name) => ({ name, secret: name })) },
      };
      return bodyOf(synthesize({ ...EXAMPLE, environments }).template).widgets[0]?.height;
    };

    expect([heightWith(1), heightWith(12), heightWith(300)]).toEqual([12, 23, 25]);
  });

  it('has room for credentials that are discovered, however many, and its function knows where', () => {
    const open: MonitorConfigInput = {
      ...EXAMPLE,
      environments: {
        ...EXAMPLE.environments,
        test: { kind: 'sandbox', discover: { tags: { 'qonto:environment': 'test' } } },
      },
    };
    const { template: discovering } = synthesize(open);

    expect(bodyOf(discovering).widgets[0]?.height).toBe(25);
    expect(boardConfig(parseConfig(open, 'a test')).discovering).toEqual(['test']);
  });

  it('has a name that no other Region has, and an output with its address', () => {
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', {
      DashboardName: {
        'Fn::Join': ['', [Match.stringLikeRegexp('^QontoAuthMonitor.*-$'), { Ref: 'AWS::Region' }]],
      },
    });
    const url = JSON.stringify(template.toJSON().Outputs.DashboardUrl.Value);
    expect(url).toContain(idOf(template, 'AWS::CloudWatch::Dashboard', 'Dashboard'));
    expect(url).toContain('#dashboards/dashboard/');
    expect(url).toContain('"console.aws.amazon.com"');
    expect(url).toContain('"console.amazonaws.cn"');
  });

  it('can be left out, with all that belongs to it', () => {
    const without = synthesize(EXAMPLE, { props: () => ({ dashboard: false }) });

    without.template.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
    without.template.resourceCountIs('AWS::Lambda::Function', 1);
    without.template.resourceCountIs('AWS::Logs::LogGroup', 1);
    expect(Object.keys(without.template.toJSON().Outputs)).not.toContain('DashboardUrl');
    expect(without.stack.monitor.dashboard).toBeUndefined();
  });

  it('is synthesized without a warning', () => {
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });
});

describe("the widget's function", () => {
  it('is small, knows the table alone, and keeps its log as long as the other', () => {
    const { template: given } = synthesize(EXAMPLE, {
      props: () => ({ logRetention: RetentionDays.ONE_WEEK }),
    });

    given.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 256,
      Timeout: 15,
      Environment: {
        Variables: Match.objectEquals({
          STATE_TABLE_NAME: { Ref: idOf(given, 'AWS::DynamoDB::Table', 'StateTable') },
        }),
      },
      LoggingConfig: {
        LogFormat: 'JSON',
        LogGroup: { Ref: idOf(given, 'AWS::Logs::LogGroup', 'DashboardWidget') },
      },
    });
    given.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
  });

  it('may read the table and write its log, and nothing else', () => {
    const statements = statementsOf(template);
    const requests = requestsOf(template);

    expect(requests.filter((request) => !isAllowed(statements, request))).toEqual([]);
    expect(unused(statements, requests)).toEqual([]);
    expect(statements.flatMap(({ resources }) => resources).join()).not.toContain('*');
  });

  it('may use the key of an encrypted table through DynamoDB alone', () => {
    const { template: encrypted } = synthesize(EXAMPLE, {
      props: (scope) => ({ encryptionKey: Key.fromKeyArn(scope, 'Key', KEY) }),
    });
    const statements = statementsOf(encrypted);
    const context = { 'kms:ViaService': 'dynamodb.eu-west-3.amazonaws.com' };
    const requests = [...requestsOf(encrypted), { action: 'kms:Decrypt', resource: KEY, context }];

    expect(requests.filter((request) => !isAllowed(statements, request))).toEqual([]);
    expect(unused(statements, requests)).toEqual([]);
    expect(isAllowed(statements, { action: 'kms:Decrypt', resource: KEY })).toBe(false);
    encrypted.allResourcesProperties('AWS::Logs::LogGroup', { KmsKeyId: KEY });
  });

  it('is bound by the boundary that binds the other roles', () => {
    const arn = 'arn:aws:iam::123456789012:policy/boundary';
    const { template: bound } = synthesize(EXAMPLE, {
      props: (scope) => ({
        permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(
          scope,
          'Boundary',
          arn,
        ) as ManagedPolicy,
      }),
    });

    bound.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: arn });
  });

  it('knows names and times of the configuration, and no secret, host or subscriber', async () => {
    const { outdir } = synthesize(EXAMPLE, { bundle: true });
    const assets = readdirSync(outdir).filter((name) => name.startsWith('asset.'));
    const configs = assets.map((name) => readFileSync(join(outdir, name, 'config.json'), 'utf8'));
    const place = configs.findIndex((text) => text.includes('staleAfterMs'));
    const folder = join(outdir, String(assets[place]));

    expect(JSON.parse(String(configs[place]))).toEqual({
      credentials: [
        { environment: 'production', credential: 'accounting' },
        { environment: 'production', credential: 'payroll' },
        { environment: 'sandbox', credential: 'mobile-app' },
        { environment: 'sandbox', credential: 'shop' },
      ],
      maintenance: [],
      keepHistoryMs: 90 * 86_400_000,
      staleAfterMs: 15 * 60_000,
    });
    const files = readdirSync(folder).filter((name) => name !== 'config.json');
    const size = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(files.filter((name) => !name.endsWith('.mjs'))).toEqual([]);
    expect(size).toBeLessThan(330 * 1_024);
    const { handler } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
    expect(await handler({ describe: true })).toMatch(/^## Qonto credentials\n/);
  });
});

describe('consoleDomain', () => {
  it.each([
    ['eu-west-3', 'console.aws.amazon.com'],
    ['cn-north-1', 'console.amazonaws.cn'],
    ['us-gov-west-1', 'console.amazonaws-us-gov.com'],
  ])('of %s is %s', (region, domain) => {
    expect(consoleDomain(region)).toBe(domain);
  });
});
