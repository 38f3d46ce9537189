/** `NAME`, `ARN`, or either with `#KEY`. */
export const SECRET_REFERENCE =
  /^(?:[A-Za-z0-9/_+=.@-]{1,512}|arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+)(?:#[^#]+)?$/;

const ARN = 'arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME';

/** Rules in order: the first that a text breaks says most about it. Each fault follows the path. */
const RULES: readonly (readonly [RegExp, (text: string) => string])[] = [
  [/^\s*$/, () => 'is empty; write the name or ARN of a secret, such as "qonto/accounting"'],
  [/^#/, () => 'has no name or ARN before its #; write NAME#KEY'],
  [/#$/, () => 'has no key after its #; write NAME#KEY, or the name or ARN alone'],
  [/#.*#/, () => 'has more than one #; write NAME#KEY'],
  [/^arn:/, arnFault],
  [
    /^(?:Bearer|Basic)\s|:/i,
    () =>
      'is not the name or ARN of a secret, and looks like a credential itself, which belongs in Secrets Manager alone: "npx qonto-auth-monitor store" puts it there. Write the name of its secret',
  ],
  [/\s/, () => 'has white space, which no name or ARN of a secret has; take it out'],
  [/^[^#]{513}/, () => 'is longer than the name of a secret may be (512 characters)'],
  [
    /./,
    () =>
      'is not the name or ARN of a secret: letters, digits and /_+=.@-, alone or followed by #KEY',
  ],
];

/** Why a text is no reference to a secret, or null. A value is never repeated: it may be one itself. */
export function secretFault(text: string): string | null {
  if (SECRET_REFERENCE.test(text)) return null;
  const [, explain] = RULES.find(([form]) => form.test(text)) ?? [];
  return explain?.(text) ?? null;
}

function arnFault(text: string): string {
  const [, partition, service, region, account, kind, name] = (text.split('#')[0] ?? '').split(':');
  const quoted = (part: string | undefined) => JSON.stringify(part ?? '');
  const isOfOther = service !== 'secretsmanager';
  const faults = [
    ...(/^[a-z-]+$/.test(partition ?? '') ? [] : [`has ${quoted(partition)} as partition`]),
    ...(isOfOther ? [`is an ARN of ${quoted(service)}, not of Secrets Manager`] : []),
    ...(isOfOther || /^[a-z0-9-]+$/.test(region ?? '') ? [] : [`has ${quoted(region)} as Region`]),
    ...(isOfOther || /^\d{12}$/.test(account ?? '')
      ? []
      : [`has ${quoted(account)} as account, which is 12 digits`]),
    ...(isOfOther || kind === 'secret' ? [] : [`has ${quoted(kind)} in place of "secret"`]),
    ...(isOfOther || /^[A-Za-z0-9/_+=.@-]+$/.test(name ?? '') ? [] : ['has no name of a secret']),
  ];
  return `${faults.join(', and ') || 'has more parts than an ARN of a secret'}; write ${ARN}`;
}
