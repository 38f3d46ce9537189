import { describe, expect, it } from 'vitest';
import { ask, NotSeen } from '../../../cli/doctor/ask.ts';

/** An error with the name that the SDK gives it, and words that may quote what was sent. */
function named(name: string): Error {
  return Object.assign(new Error('words of a service'), { name });
}

async function asking(error: Error): Promise<NotSeen> {
  const call = () => Promise.reject(error);
  const caught: unknown = await ask('sns:GetTopicAttributes', 'a topic', call).catch((e) => e);
  if (caught instanceof NotSeen) return caught;
  throw caught;
}

describe('what doctor says when AWS does not answer', () => {
  it.each([
    [named('AccessDeniedException'), 'AWS answered AccessDeniedException'],
    [named('AuthorizationError'), 'AWS answered AuthorizationError'],
    [named('ThrottlingException'), 'AWS answered ThrottlingException'],
    [
      named('SyntaxError'),
      'what came is no answer of AWS (SyntaxError): a proxy may stand between',
    ],
  ])('%s', async (error, answer) => {
    const { message } = await asking(error);

    expect(message).toBe(`asked for sns:GetTopicAttributes on a topic, ${answer}`);
  });

  it('names the permission that is lacking, where one is', async () => {
    expect((await asking(named('AccessDenied'))).todo).toEqual([
      'Allow sns:GetTopicAttributes on a topic to the role or user that runs this command.',
    ]);
    expect((await asking(named('ThrottlingException'))).todo).toEqual([]);
  });

  it("speaks of this process's own credentials where those are refused", async () => {
    const { message } = await asking(named('ExpiredTokenException'));

    expect(message).toMatch(/^AWS does not accept this process's own credentials/);
  });
});
