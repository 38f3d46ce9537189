import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { synthesizedTemplate } from '../../../cli/doctor/synthesize.ts';
import { type Folder, makeFolder } from '../command.ts';

const ARN = 'arn:aws:cloudformation:eu-west-3:123456789012:stack/Payments/1';
const TEMPLATE = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } };

/** Writes what an app leaves behind, with one stack in a stage, and what it was told. */
const APP = `
const { mkdirSync, writeFileSync } = require('node:fs');
const { CDK_OUTDIR: out, CDK_CONTEXT_JSON, CDK_DEFAULT_ACCOUNT, CDK_DEFAULT_REGION } = process.env;
const write = (name, value) => writeFileSync(out + '/' + name, JSON.stringify(value));
const stack = {
  type: 'aws:cloudformation:stack',
  environment: 'aws://unknown-account/unknown-region',
  properties: { templateFile: 'template.json', stackName: process.env.STACK ?? 'Payments' },
};
mkdirSync(out + '/stage');
write('manifest.json', {
  version: '36.0.0',
  artifacts: { stage: { type: 'cdk:cloud-assembly', properties: { directoryName: 'stage' } } },
});
write('stage/manifest.json', { version: '36.0.0', artifacts: { stack } });
write('stage/template.json', ${JSON.stringify(TEMPLATE)});
writeFileSync('told.json', JSON.stringify({
  context: JSON.parse(CDK_CONTEXT_JSON), account: CDK_DEFAULT_ACCOUNT, region: CDK_DEFAULT_REGION,
}));
`;

describe('the app in a folder', () => {
  let folder: Folder;

  beforeEach(async () => {
    folder = await makeFolder();
  });
  afterEach(() => folder.remove());

  const synthesize = (stack = 'Payments', config?: string) =>
    synthesizedTemplate({ directory: folder.path, deployment: { stack, arn: ARN }, config });

  it('is run as the CDK runs it, with its context, for the account and region of the stack', async () => {
    await folder.write('cdk.json', { app: 'node app.cjs', context: { flag: true } });
    await folder.write('cdk.context.json', { 'vpc-provider': 'found' });
    await folder.write('app.cjs', APP);

    expect(await synthesize('Payments', 'other.json')).toEqual(TEMPLATE);
    expect(JSON.parse(readFileSync(join(folder.path, 'told.json'), 'utf8'))).toEqual({
      context: {
        flag: true,
        'vpc-provider': 'found',
        stackName: 'Payments',
        config: 'other.json',
      },
      account: '123456789012',
      region: 'eu-west-3',
    });
  });

  it('is not compared with where it has no such stack', async () => {
    await folder.write('cdk.json', { app: 'node app.cjs' });
    await folder.write('app.cjs', APP);

    await expect(synthesize('Elsewhere')).rejects.toThrow(
      'the app in this folder has no stack Elsewhere to compare with; it has: Payments',
    );
  });

  it.each([
    ["throw new RangeError('why')", 'RangeError: why'],
    ["console.error('2 faults:\\n  one'); process.exit(1)", '2 faults:'],
  ])('is not compared with where it fails, and says why: %s', async (app, why) => {
    await folder.write('cdk.json', { app: 'node app.cjs' });
    await folder.write('app.cjs', app);

    await expect(synthesize()).rejects.toThrow(
      `the app in this folder cannot be synthesized to compare with: ${why}`,
    );
  });

  it.each([
    ['nothing', null],
    ['settings without an app', {}],
    ['settings that are no JSON', '{ app'],
  ])('is not there: %s', async (_, settings) => {
    if (settings !== null) await folder.write('cdk.json', settings);

    await expect(synthesize()).rejects.toThrow('there is no CDK app in this folder');
  });
});
