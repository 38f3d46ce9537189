import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, CfnWaitConditionHandle, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import { afterAll } from 'vitest';
import { parseConfig } from '../../lambda/config/parse.ts';
import type { MonitorConfigInput } from '../../lambda/config/schema.ts';
import type { AuthMonitorProps } from '../../lib/auth-monitor-props.ts';
import { AuthMonitorStack } from '../../lib/auth-monitor-stack.ts';

export const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The feature flags that the CDK CLI hands to the app. */
export const { context } = JSON.parse(
  readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'),
);

/** Two environments, a shared staging token, every kind of secret reference. */
export const EXAMPLE = {
  environments: {
    production: {
      credentials: [
        { name: 'accounting', secret: 'qonto/production/accounting' },
        { name: 'payroll', secret: 'apps/payroll#QONTO' },
      ],
    },
    sandbox: {
      stagingToken: { secret: 'qonto/sandbox/staging-token' },
      credentials: [
        { name: 'mobile-app', secret: 'qonto/sandbox/mobile-app', method: 'oauth' },
        {
          name: 'shop',
          secret: 'arn:aws:secretsmanager:eu-west-3:111122223333:secret:qonto/shop-AbCd12',
        },
      ],
    },
  },
  alerts: { emails: ['payments@team.notreal'] },
} satisfies MonitorConfigInput;

/** So many credentials that one run of the function is not enough. */
export const MANY: MonitorConfigInput = {
  ...EXAMPLE,
  environments: {
    production: {
      credentials: Array.from({ length: 300 }, (_, index) => ({
        name: `app-${index}`,
        secret: `qonto/production/app-${index}`,
      })),
    },
  },
};

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder, with a space and a quote in its name, that goes when the tests of this file are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "qonto's test-"));
  folders.push(folder);
  return folder;
}

/** How an app is synthesized. */
export interface SynthesizeOptions {
  /**
   * Whether the function is really bundled.
   *
   * @default false
   */
  readonly bundle?: boolean;
  /**
   * Properties of the monitor besides its configuration, made in a stack beside it.
   *
   * @default - none
   */
  readonly props?: (scope: Construct) => Partial<AuthMonitorProps>;
}

/** Builds the stack of a configuration as the app does. */
export function synthesize(
  input: MonitorConfigInput,
  { bundle = false, props }: SynthesizeOptions = {},
): { outdir: string; stack: AuthMonitorStack; template: Template } {
  const outdir = temporaryFolder();
  const app = new App({
    outdir,
    context: { ...context, ...(bundle ? {} : { 'aws:cdk:bundling-stacks': [] }) },
  });
  const config = parseConfig(input, 'the test');
  const others = props?.(otherStack(app));
  const stack = new AuthMonitorStack(app, 'QontoAuthMonitor', { monitor: { config, ...others } });
  return { outdir, stack, template: Template.fromStack(stack) };
}

/** A stack is not valid without any resource, and imported ones do not count. */
function otherStack(app: App): Stack {
  const stack = new Stack(app, 'Others');
  new CfnWaitConditionHandle(stack, 'Something');
  return stack;
}
