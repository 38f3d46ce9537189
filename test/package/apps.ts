/** Reads the configuration that a test hands in, and puts the monitor beside a bucket of the team's. */
const STACK = `
const app = new App();
const stack = new Stack(app, 'Payments');
new Bucket(stack, 'Invoices');
const { function: checks } = new AuthMonitor(stack, 'QontoMonitor', {
  config: JSON.parse(process.env.CONFIG ?? 'null'),
  metrics: process.env.METRICS === 'on',
});
app.synth();
`;

/** A CDK app as an ES module. */
export const ES_MODULE = `
import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AuthMonitor } from 'qonto-auth-monitor';
${STACK}`;

/** A CDK app in CommonJS. */
export const COMMON_JS = `
const { App, Stack } = require('aws-cdk-lib');
const { Bucket } = require('aws-cdk-lib/aws-s3');
const { AuthMonitor } = require('qonto-auth-monitor');
${STACK}`;

/** A CDK app in TypeScript, with two mistakes that its types must find. */
export const TYPESCRIPT = `
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AuthMonitor, type AuthMonitorProps, defineMonitor, RotationGate } from 'qonto-auth-monitor';
${STACK}
export const config = defineMonitor({
  environments: { production: { credentials: [{ name: 'accounting', secret: 'qonto/accounting' }] } },
});
export const props: AuthMonitorProps = { config, logRetention: RetentionDays.ONE_WEEK };
export const alarms: readonly Alarm[] = new AuthMonitor(stack, 'Other', props).alarms.all;
new RotationGate(stack, 'Gate', { function: checks, config, secrets: ['qonto/accounting'] });
export const tooMuch: AuthMonitorProps = { config, memory: Duration.days(1) };
export const tooLittle: AuthMonitorProps = {};
`;

/** A configuration, typed by the package. */
export const CONFIG = `
import { defineMonitor } from 'qonto-auth-monitor';
export default defineMonitor({
  environments: { production: { credentials: [{ name: 'accounting', secret: 'qonto/accounting' }] } },
});
`;

/** Loads it in CommonJS. */
export const LOADING = `
const { loadConfig } = require('qonto-auth-monitor');
loadConfig({ directory: __dirname, env: {} }).then(({ environments }) => {
  console.log(environments.map(({ name }) => name).join());
});
`;

/** Says what was loaded. */
const LOADED = `
const isWithCdk = loaded.some((file) => file.includes('aws-cdk-lib'));
console.log(typeof testSecret + (isWithCdk ? ', with CDK' : ', without CDK'));
`;

/** What a rotation function imports. */
export const ROTATION = `
import { createRequire } from 'node:module';
import { testSecret } from 'qonto-auth-monitor/rotation';
const loaded = Object.keys(createRequire(import.meta.url).cache);
${LOADED}`;

/** The same in CommonJS. */
export const REQUIRED_ROTATION = `
const { testSecret } = require('qonto-auth-monitor/rotation');
const loaded = Object.keys(require.cache);
${LOADED}`;
