import type { PublishedAlert } from '../../simulator/memory/topic.ts';
import { asHtml, type Mode, page } from './page.ts';

const SUBSCRIBER = 'payments@example.com';

/** What SNS puts below every e-mail. */
const FOOTER = `--
If you wish to stop receiving notifications from this topic, please click or visit the link below to unsubscribe:
https://sns.eu-west-3.amazonaws.com/unsubscribe.html?SubscriptionArn=arn:aws:sns:eu-west-3:123456789012:qonto-auth-monitor-alerts:0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0&Endpoint=${SUBSCRIBER}

Please do not reply directly to this email. If you have any questions or comments regarding this email, please contact us at https://aws.amazon.com/support
`;

const STYLE = `
  body { padding: 18px 24px 6px; font-size: 14px; }
  h1 { margin: 0 0 18px; font-size: 19px; font-weight: normal; }
  header { display: flex; gap: 12px; padding-bottom: 14px; border-bottom: 1px solid var(--line); }
  header .who { flex: 1; line-height: 1.35; }
  pre { margin: 16px 0 0; font: 13px/1.5 'Liberation Sans', Arial, sans-serif; white-space: pre-wrap;
    overflow-wrap: anywhere; }
`;

/** An alert as a mail program shows it: SNS sends plain text only. */
export function mailPage({ subject, email, document }: PublishedAlert, mode: Mode): string {
  const at = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(Date.parse(document.occurredAt));
  return page(
    mode,
    STYLE,
    `<h1>${asHtml(subject)}</h1>
<header><div class="avatar">AWS</div>
<div class="who"><b>AWS Notifications</b> <span class="quiet">&lt;no-reply@sns.amazonaws.com&gt;</span><br>
<span class="quiet">to ${SUBSCRIBER}</span></div><div class="quiet">${at}</div></header>
<pre>${linked(`${email}\n${FOOTER}`)}</pre>`,
  );
}

/** Mail programs make links of what looks like one. */
function linked(text: string): string {
  return asHtml(text).replace(
    /https:\/\/[^\s<]+[^\s<.,;)]/g,
    (url) => `<a href="${url}">${url}</a>`,
  );
}
