import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlertMessage, alertMessage, plainMessage } from '../../lambda/alerts/message.ts';
import { ALERTS_BY_EVENT, alertOf } from '../support/alerts.ts';
import { hostileAlert } from './hostile-alerts.ts';
import { brokenLimits, type LIMITS } from './limits.ts';

/** What a test on a busy machine may take; on an idle one it is a tenth. */
const PATIENCE_MS = 120_000;

const GOOD = alertMessage(alertOf());

/** A good message with some of its bodies changed. */
function withBodies(change: (bodies: Record<string, string>) => Record<string, string>) {
  const bodies = JSON.parse(GOOD.body);
  return { ...GOOD, body: JSON.stringify({ ...bodies, ...change(bodies) }) };
}

function withChat(change: (chat: Record<string, object>) => object) {
  return withBodies(({ https = '' }) => {
    const chat = JSON.parse(https);
    return { https: JSON.stringify({ ...chat, ...change(chat) }) };
  });
}

const withContent = (words: object) =>
  withChat(({ content }) => ({ content: { ...content, ...words } }));

const withEmail = (text: string) => withBodies(({ email }) => ({ email: `${email}${text}` }));

const withAttributes = (words: object): AlertMessage => ({
  ...GOOD,
  attributes: { ...GOOD.attributes, ...words },
});

/** For each limit, messages that go beyond it. */
const BEYOND: Readonly<Record<keyof typeof LIMITS, readonly AlertMessage[]>> = {
  'below 64 KiB, as SNS counts': [
    withAttributes({ credentials: Array(100).fill('\u6e08'.repeat(200)) }),
  ],
  'a body for every protocol': [withBodies(() => ({ default: '' }))],
  'a subject that SNS takes': ['', 'x'.repeat(100), 'caf\u00e9', 'a\nb', ' a'].map((subject) => ({
    ...GOOD,
    subject,
  })),
  'a text message of one segment': ['x'.repeat(161), '['.repeat(81), '`', '\u6e08'].map((sms) =>
    withBodies(() => ({ sms })),
  ),
  'nothing invisible in the e-mail': ['\u202e', '\r', '\u0000', '\u2028', '\ud800'].map(withEmail),
  'no forged line in the e-mail': [withEmail('Subject: forged\n')],
  'an e-mail that can be read': [withEmail('x'.repeat(1_201)), withEmail('x\n'.repeat(15_000))],
  'nothing invisible in the default text': [withBodies(() => ({ default: 'a\u200fb' }))],
  'nothing invisible in the chat message': [
    withContent({ title: 'a\u202eb' }),
    withContent({ nextSteps: ['a\ud800b'] }),
  ],
  'a chat message within the limits of Amazon Q': [
    withChat(() => ({ version: '1.1' })),
    withContent({ title: 'x'.repeat(251) }),
    withContent({ description: '' }),
    withContent({ description: 'x'.repeat(8_001) }),
  ],
  'a chat message that Slack does not split': [
    withContent({ description: 'x'.repeat(2_801) }),
    withContent({ nextSteps: Array(9).fill('x') }),
    withContent({ nextSteps: [''] }),
    withContent({ title: 'a\nb' }),
  ],
  'no markup of names in the chat message': [
    withContent({ description: '<!channel>' }),
    withContent({ description: '<https://example.com|Guide>' }),
  ],
  'code in the chat message that is closed': [withContent({ nextSteps: ['`aws'] })],
  'a valid document, the same for all machines': [
    withBodies(() => ({ lambda: '{}' })),
    withBodies(({ sqs = '' }) => {
      const document = JSON.stringify({ ...JSON.parse(sqs), occurredAt: 'yesterday' });
      return { sqs: document, lambda: document, firehose: document };
    }),
  ],
  'attributes that SNS takes': [
    withAttributes({ environment: '' }),
    withAttributes({ environment: '\ud800' }),
    withAttributes({ credentials: ['\uffff'] }),
  ],
  'one incident, event and code for everybody': [
    withAttributes({ event: 'recovery' }),
    withChat(({ metadata }) => ({ metadata: { ...metadata, threadId: 'another' } })),
  ],
};

describe('alertMessage', () => {
  it(
    'keeps every limit, whatever the alert says and whomever it is about',
    () => {
      fc.assert(
        fc.property(hostileAlert, (alert) => {
          expect(brokenLimits(alertMessage(alert))).toEqual([]);
        }),
        { numRuns: 10_000 },
      );
    },
    PATIENCE_MS,
  );

  it('takes the plainest form where the texts alone would be too long', () => {
    const [check] = alertOf().checks;
    if (!check?.diagnosis) throw new Error('no diagnosis');
    const evidence = Array<string>(80).fill('\u6e08'.repeat(1_000));
    const alert = alertOf({ check: { diagnosis: { ...check.diagnosis, evidence } } });

    expect(alertMessage(alert)).toEqual(plainMessage(alert));
    expect(brokenLimits(alertMessage(alert))).toEqual([]);
  });
});

describe('plainMessage', () => {
  it('keeps every limit, whatever the alert says and whomever it is about', () => {
    fc.assert(
      fc.property(hostileAlert, (alert) => {
        expect(brokenLimits(plainMessage(alert))).toEqual([]);
      }),
    );
  });

  it('begins no code in the chat that a name holds and nothing ends', () => {
    const alert = alertOf({ credentials: ['app`1'] });

    expect(brokenLimits(plainMessage(alert))).toEqual([]);
  });
});

describe('the limits', () => {
  it.each(ALERTS_BY_EVENT)('are kept by an alert of %s', (_event, _severity, alert) => {
    expect(brokenLimits(alertMessage(alert))).toEqual([]);
  });

  it.each(Object.entries(BEYOND))('name what is not %s', (limit, messages) => {
    for (const message of messages) expect(brokenLimits(message)).toContain(limit);
  });
});
