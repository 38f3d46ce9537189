import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { App, Stack, Tags, Validations } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import { AuthMonitor } from '../../lib/auth-monitor.ts';
import type { AuthMonitorProps } from '../../lib/auth-monitor-props.ts';
import { context, EXAMPLE, temporaryFolder } from './synthesize.ts';

const MANY: MonitorConfigInput = {
  environments: {
    production: {
      credentials: Array.from({ length: 300 }, (_, index) => ({
        name: `c${index}`,
        secret: `qonto/production/an-application/${index}`,
      })),
    },
  },
  check: { concurrency: 100 },
  alerts: {
    emails: ['payments@team.notreal'],
    webhooks: ['https://hooks.team.notreal/qonto'],
    slack: { workspaceId: 'T1', channelId: 'C1' },
  },
};

/** The same, and a grant that the monitor owns. */
const MANAGING: MonitorConfigInput = {
  ...MANY,
  environments: {
    ...MANY.environments,
    sandbox: {
      credentials: [{ name: 'app', secret: 'qonto/app', method: 'oauth', tokens: 'manage' }],
    },
  },
};

/** Secrets that are discovered besides, with a sweep in steps. */
const DISCOVERING: MonitorConfigInput = {
  ...MANAGING,
  environments: {
    ...MANAGING.environments,
    test: { kind: 'sandbox', discover: { tags: { 'qonto:environment': 'test' } } },
  },
};

interface Variant {
  readonly name: string;
  readonly props: (stack: Stack) => AuthMonitorProps;
  /** Of everything in the monitor that takes any. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** What is deployed, from plain to all that can be asked for. */
const VARIANTS: readonly Variant[] = [
  { name: 'the example', props: () => ({ config: EXAMPLE }) },
  { name: 'many credentials and every kind of subscriber', props: () => ({ config: MANY }) },
  {
    name: 'tags on all that takes them',
    props: () => ({ config: DISCOVERING }),
    tags: { team: 'payments' },
  },
  {
    name: 'every escape hatch',
    props: (stack) => {
      const key = new Key(stack, 'Key', { enableKeyRotation: true });
      const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
        vpcId: 'vpc-0123456789abcdef0',
        availabilityZones: ['eu-west-3a'],
        privateSubnetIds: ['subnet-0123456789abcdef0'],
        privateSubnetRouteTableIds: ['rtb-0123456789abcdef0'],
      });
      return { config: DISCOVERING, encryptionKey: key, secretEncryptionKeys: [key], vpc };
    },
  },
];

function appOf({ props, tags = {} }: Omit<Variant, 'name'>): App {
  const app = new App({
    outdir: temporaryFolder(),
    context: { ...context, 'aws:cdk:bundling-stacks': [] },
  });
  const stack = new Stack(app, 'Team');
  const monitor = new AuthMonitor(stack, 'Monitor', props(stack));
  for (const [name, value] of Object.entries(tags)) Tags.of(monitor).add(name, value);
  return app;
}

describe('cdk-nag', () => {
  it.each(VARIANTS)(
    'finds nothing in $name with the rules of AwsSolutions and Serverless',
    (variant) => {
      const app = appOf(variant);
      Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));

      expect(() => app.synth()).not.toThrow();
    },
  );

  it('is heard: what nobody has acknowledged fails the synth', () => {
    const app = appOf({ props: () => ({ config: EXAMPLE }) });
    new Vpc(app.node.findChild('Team') as Stack, 'WithoutFlowLog');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));

    expect(() => app.synth()).toThrow(/does not have an associated Flow Log/);
  });
});

const hasCfnLint = (process.env.PATH ?? '').split(delimiter).some((folder) => {
  try {
    accessSync(join(folder, 'cfn-lint'), constants.X_OK);
    return true;
  } catch {
    return false;
  }
});
const title = hasCfnLint
  ? 'cfn-lint'
  : 'SKIPPED: cfn-lint is not on the PATH (pip install cfn-lint)';

describe.runIf(hasCfnLint || process.env.CI === 'true')(title, () => {
  it.each(VARIANTS)('finds nothing in $name', { timeout: 120_000 }, (variant) => {
    const { directory } = appOf(variant).synth();
    const [template] = readdirSync(directory).filter((name) => name.endsWith('.template.json'));
    const { stdout } = spawnSync('cfn-lint', [join(directory, String(template))], {
      encoding: 'utf8',
    });

    expect(stdout.trim()).toBe('');
  });
});
