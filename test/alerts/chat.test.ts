import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../lambda/alerts/alert.ts';
import { chatNotification, escapeMarkdown } from '../../lambda/alerts/chat.ts';
import { CATALOGUE } from '../../lambda/diagnosis/catalogue.ts';
import { ALERTS_BY_EVENT, alertOf, namesOf, traceIdOf, warningAlert } from '../support/alerts.ts';
import { checkResult } from '../support/check-results.ts';

/** What Slack reads as its own markup: mentions and links. */
const MARKUP = /<[!@#]|<https?:\/\/(?!docs\.(?:qonto\.com|aws\.amazon\.com)\/)/;

describe('chatNotification', () => {
  it.each(ALERTS_BY_EVENT)('is a custom notification for %s', (event, _severity, alert) => {
    expect(chatNotification(alert)).toMatchObject({
      version: '1.0',
      source: 'custom',
      id: alert.id,
      content: { textType: 'client-markdown', title: expect.any(String) },
      metadata: { threadId: alert.incidentId, eventType: event },
    });
  });

  it('keeps the alerts of an incident in one thread', () => {
    const recovery = alertOf({ event: 'recovery' });

    expect(chatNotification(recovery).metadata.threadId).toBe(recovery.incidentId);
    expect(recovery.incidentId).not.toBe(recovery.id);
  });

  it('says in its title whom and what', () => {
    expect(chatNotification(alertOf({ code: 'STAGING_TOKEN_MISSING' })).content.title).toBe(
      ':red_circle: sandbox/mobile-app: staging token missing',
    );
  });

  it('tells cause, beginning and trace id, links the guide, and lists the remedy', () => {
    const { description, nextSteps } = chatNotification(alertOf()).content;

    expect(description).toContain('the key was regenerated or revoked');
    expect(description).toContain('Since: 2026-11-23 11:55:00 UTC');
    expect(description).toContain(`\`${traceIdOf(0)}\``);
    expect(description).toContain(`<${CATALOGUE.API_KEY_REJECTED.docsUrl}|Guide>`);
    expect(nextSteps).toHaveLength(CATALOGUE.API_KEY_REJECTED.remedy.length);
  });

  it('names the first credentials of a group and counts the rest', () => {
    const { description } = chatNotification(alertOf({ credentials: namesOf(30) })).content;

    expect(description).toContain('credential-1, credential-2');
    expect(description).toContain('and 22 more');
  });

  it.each([
    ['authenticated', undefined],
    ['rejected', 'OAUTH_SCOPE_MISSING'],
  ] as const)(
    'tells of a warning on a check that was %s its own cause, remedy and guide',
    (_, failing) => {
      const { content } = chatNotification(warningAlert('OAUTH_REFRESH_TOKEN_EXPIRING', failing));
      const { cause, docsUrl } = CATALOGUE.OAUTH_REFRESH_TOKEN_EXPIRING;

      expect(content.description).toContain(cause);
      expect(content.description).toContain(docsUrl);
      expect(content.nextSteps).toEqual([expect.stringContaining('refresh the token')]);
    },
  );

  it('has no steps for what is over', () => {
    expect(chatNotification(alertOf({ event: 'recovery' })).content.nextSteps).toBeUndefined();
  });

  it('does not say of a credential that could not be checked that authentication was broken', () => {
    const alert = alertOf({ event: 'reachable_again', code: 'DNS_FAILURE' });

    expect(chatNotification(alert).content.description).not.toContain('works again');
  });

  it('cuts no step of any remedy of the catalogue: half a command is worse than none', () => {
    const cut = Object.entries(CATALOGUE).flatMap(([code, { kind, remedy }]) => {
      if (kind === 'warning') return [];
      const { nextSteps = [] } = chatNotification(
        alertOf({ code: code as 'API_KEY_REJECTED', check: {} }),
      ).content;
      return nextSteps.length < remedy.length || nextSteps.some((step) => step.endsWith('...'))
        ? [code]
        : [];
    });

    expect(cut).toEqual([]);
  });

  it('does not cut the command that stores a credential with a long name', () => {
    const [environment, credential] = ["it's ".repeat(12), "d'".repeat(32)];
    const { remedy } = checkResult({ code: 'API_KEY_REJECTED', environment, credential })
      .diagnosis ?? { remedy: [] };
    const command = remedy.at(-1) ?? '';
    const { diagnosis, ...check } = alertOf().checks[0] ?? {};
    const alert = alertOf({
      check: { ...check, diagnosis: diagnosis ? { ...diagnosis, remedy } : null },
    });

    expect(command).toMatch(/^npx qonto-auth-monitor store -e '/);
    expect(chatNotification(alert).content.nextSteps?.at(-1)).toBe(`\`${command}\``);
  });

  it('gives a command as code, letter for letter, for people to copy', () => {
    const steps = [
      'Look at *this*:',
      "aws secretsmanager describe-secret --secret-id '_a*~_' > out",
      'npx `id`',
      `aws ${'x'.repeat(1_000)}`,
      '\u200b',
    ];
    const { diagnosis, ...check } = alertOf().checks[0] ?? {};
    const alert = alertOf({
      check: { ...check, diagnosis: diagnosis ? { ...diagnosis, remedy: steps } : null },
    });

    expect(chatNotification(alert).content.nextSteps).toEqual([
      'Look at *\u200bthis*\u200b:',
      "`aws secretsmanager describe-secret --secret-id '_a*~_' &gt; out`",
      'npx `\u200bid`\u200b',
    ]);
  });

  it('says how to check again, while that is worth it', () => {
    expect(chatNotification(alertOf()).content.description).toContain(
      'Check again: `npx qonto-auth-monitor check --environment sandbox --credential mobile-app`',
    );
    expect(chatNotification(alertOf({ event: 'recovery' })).content.description).not.toMatch(
      /check again|trace id/i,
    );
  });

  it('says whose trace id it gives of a group', () => {
    const alert = alertOf({ credentials: ['accounting', 'payroll'] });

    expect(chatNotification(alert).content.description).toContain(
      `Trace id of accounting: \`${traceIdOf(0)}\``,
    );
  });

  it('lets no name mention a channel or link anywhere', () => {
    const alert = alertOf({
      environment: '<!channel>',
      credentials: ['<https://example.com|Qonto support>', '<@U0123>'],
    });

    const shown = (about: Alert) => {
      const { content, metadata } = chatNotification(about);
      return JSON.stringify([content, metadata.summary]);
    };

    expect(shown(alert)).not.toMatch(MARKUP);
  });

  it('never cuts an escaped character in two', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 160 }), (length) => {
        const { title } = chatNotification(
          alertOf({ credentials: [`${'x'.repeat(length)}<&>`] }),
        ).content;
        expect(title.replace(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
      }),
    );
  });
});

describe('escapeMarkdown', () => {
  it('escapes what Slack wants escaped', () => {
    expect(escapeMarkdown('<b> & "c"')).toBe('&lt;b&gt; &amp; "c"');
  });

  it.each(['*bold*', '~gone~', '`code`', '_slanted_'])('keeps %s from being formatted', (text) => {
    const mark = text.charAt(0);

    expect(escapeMarkdown(text)).not.toContain(text);
    expect(escapeMarkdown(text).replaceAll('\u200b', '')).toBe(text);
    expect(escapeMarkdown(text)).toContain(mark);
  });

  it('leaves names with underscores inside as they are', () => {
    expect(escapeMarkdown('mobile_app_v2')).toBe('mobile_app_v2');
  });
});
