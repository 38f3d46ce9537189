import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { entryOf } from '../../lambda/monitor/check.ts';
import { reportOf } from '../../lambda/monitor/report.ts';
import type { Report } from '../../lambda/report.ts';
import { checkResult } from '../support/check-results.ts';
import { type Folder, makeFolder } from './command.ts';
import { type FakeAws, startFakeAws } from './fake-aws.ts';

let aws: FakeAws;
let folder: Folder;

beforeAll(async () => {
  [aws, folder] = await Promise.all([startFakeAws(), makeFolder()]);
});
afterAll(async () => {
  await Promise.all([aws.close(), folder.remove()]);
});
beforeEach(() => {
  aws.invocations.length = 0;
  aws.functionName = 'the-function';
});

const run = (...args: string[]) => folder.run(args, { AWS_ENDPOINT_URL: aws.url });

function reportWith(...codes: Parameters<typeof checkResult>[0][]): Report {
  const at = new Date().toISOString();
  return reportOf({
    runId: 'run-1',
    trigger: 'on-demand',
    startedAt: at,
    finishedAt: at,
    results: codes.map((words) => entryOf(checkResult(words), 'healthy')),
    alerts: [],
  });
}

const GOOD = { code: null };
const BAD = { code: 'API_KEY_REJECTED' } as const;
const UNSURE = { code: 'PROVIDER_ERROR' } as const;

describe('invoke and status', () => {
  it.each([
    [0, [GOOD, GOOD]],
    [1, [GOOD, BAD, UNSURE]],
    [2, [GOOD, UNSURE]],
  ] as const)('end with %i for what the function answers', async (expected, words) => {
    const payload = reportWith(...words);
    aws.answer = { payload };
    const [invoked, asked] = await Promise.all([run('invoke', '--json'), run('status')]);

    expect([invoked.exitCode, asked.exitCode]).toEqual([expected, expected]);
    expect(JSON.parse(invoked.stdout)).toEqual(payload);
    expect(asked.stdout).toContain('sandbox/mobile-app');
  });

  it('send the events of the contract, to the function that the stack names', async () => {
    aws.answer = { payload: reportWith(GOOD) };
    await run('invoke');
    await run('invoke', '-e', 'sandbox', '-c', 'mobile-app');
    await run('invoke', '--sweep', '--function', 'another');
    await run('status');

    expect(aws.invocations).toEqual([
      { name: 'the-function', event: { action: 'check' } },
      {
        name: 'the-function',
        event: { action: 'check', environment: 'sandbox', credential: 'mobile-app' },
      },
      { name: 'another', event: { action: 'sweep' } },
      { name: 'the-function', event: { action: 'status' } },
    ]);
  });

  it('end with 3 when the function refuses the event', async () => {
    const errorMessage = 'Nothing matches credential "x". There are: sandbox/mobile-app.';
    aws.answer = { isError: true, payload: { errorType: 'EVENT_INVALID', errorMessage } };
    const { exitCode, stdout, stderr } = await run('invoke', '-c', 'x');

    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('sandbox/mobile-app');
  });

  it('end with 4 when the function fails', async () => {
    aws.answer = {
      isError: true,
      payload: { errorType: 'STATE_UNAVAILABLE', errorMessage: 'No.' },
    };
    const { exitCode, stdout } = await run('status', '--json');

    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
  });

  it('end with 4 when there is no such stack, and say what to name', async () => {
    aws.functionName = null;
    const { exitCode, stderr } = await run('status');

    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/--stack|--function/);
  });
});
