import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alertMessage } from '../../lambda/alerts/message.ts';
import { findChromium } from '../../scripts/pictures/chromium.ts';
import { mailPage } from '../../scripts/pictures/mail.ts';
import { mrkdwn } from '../../scripts/pictures/mrkdwn.ts';
import { asHtml } from '../../scripts/pictures/page.ts';
import { slackPage } from '../../scripts/pictures/slack.ts';
import { MemoryTopic, type PublishedAlert } from '../../simulator/memory/topic.ts';
import { alertOf } from '../support/alerts.ts';

const PICTURES = new URL('../../docs/pictures/', import.meta.url);

async function published(...[words]: Parameters<typeof alertOf>): Promise<PublishedAlert> {
  const topic = new MemoryTopic();
  await topic.publish(alertMessage(alertOf(words)));
  const [alert] = topic.published;
  if (alert === undefined) throw new Error('nothing was published');
  return alert;
}

describe('mrkdwn', () => {
  it.each([
    ['<https://docs.qonto.com/a|Guide>', '<a href="https://docs.qonto.com/a">Guide</a>'],
    ['Trace id: `abc`', 'Trace id: <code>abc</code>'],
    ['*Next*', '<b>Next</b>'],
    ['one\ntwo', 'one<br>two'],
    ['a &lt;b&gt; &amp; c', 'a &lt;b&gt; &amp; c'],
    [
      '`\u200bnot code`\u200b, *\u200bnot bold*\u200b',
      '`\u200bnot code`\u200b, *\u200bnot bold*\u200b',
    ],
    [':unknown:', ':unknown:'],
  ])('shows %j as Slack does', (text, html) => {
    expect(mrkdwn(text)).toBe(html);
  });

  it('shows the circle of every event', async () => {
    const { chat } = await published();

    expect(mrkdwn(chat.content.title)).toMatch(/^<svg class="emoji" .*<\/svg> sandbox\/mobile-app/);
  });
});

describe('the pages', () => {
  it('show the e-mail letter for letter, and what SNS adds', async () => {
    const alert = await published();
    const html = mailPage(alert, 'light').replace(/<\/?a\b[^>]*>/g, '');

    expect(html).toContain(asHtml(alert.email));
    expect(html).toContain(asHtml(alert.subject));
    expect(html).toContain('If you wish to stop receiving notifications from this topic');
  });

  it('show the alerts of an incident in one thread, and refuse those of two', async () => {
    const regression = await published();
    const [recovery, another] = await Promise.all([
      published({ event: 'recovery' }),
      published({ event: 'recovery' }),
    ]);

    expect(slackPage([recovery, another], 'dark')).toContain('1 reply');
    expect(() => slackPage([regression, recovery], 'light')).toThrow('not of one thread');
  });
});

describe('findChromium', () => {
  it.each([
    ['none is installed', { PATH: '/nowhere' }, /apt-get install chromium/],
    ['the named one is not there', { CHROMIUM: '/nowhere/chromium' }, /CHROMIUM names \/nowhere/],
  ])('says what to do when %s', (_, env, message) => {
    expect(() => findChromium(env)).toThrow(message);
  });

  it('takes the one that is named', () => {
    expect(findChromium({ CHROMIUM: process.execPath, PATH: '' })).toBe(process.execPath);
  });
});

describe('the pictures', () => {
  it('are all in the README, with words for those who cannot see them, and small', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const files = readdirSync(PICTURES);

    expect(files).toHaveLength(6);
    for (const file of files) {
      expect(readme).toContain(`docs/pictures/${file}"`);
      expect(statSync(new URL(file, PICTURES)).size).toBeLessThan(200 * 1024);
    }
    for (const [image] of readme.matchAll(/<img [^>]*>/g))
      expect(image).toMatch(/ alt="[^"]{80,}"/);
  });
});
