/** A table of rules whose rows are taken away one at a time. */
export interface Table {
  readonly file: string;
  /** The constant that holds it. */
  readonly name: string;
}

const DIAGNOSIS = 'lambda/diagnosis';
const EXPERIMENTS = 'lambda/monitor/experiments';

/** Every table of rules. A new row is taken away as well, without a word here. */
export const TABLES: readonly Table[] = [
  { file: `${DIAGNOSIS}/inspect-api-key.ts`, name: 'RULES' },
  { file: `${DIAGNOSIS}/inspect-oauth.ts`, name: 'RULES' },
  { file: `${DIAGNOSIS}/classify.ts`, name: 'RULES' },
  { file: `${DIAGNOSIS}/warnings.ts`, name: 'CONDITIONS' },
  { file: `${DIAGNOSIS}/text-form.ts`, name: 'PLACEHOLDERS' },
  { file: `${DIAGNOSIS}/text-form.ts`, name: 'KINDS' },
  { file: 'lambda/qonto/response-body.ts', name: 'HINTS' },
  { file: 'lambda/qonto/network-failure.ts', name: 'FAILURES' },
  { file: `${EXPERIMENTS}/run.ts`, name: 'EXPERIMENTS' },
  { file: `${EXPERIMENTS}/control-request.ts`, name: 'RESTS_ON_REFUSAL' },
  { file: `${EXPERIMENTS}/previous-version.ts`, name: 'NOT_BY_A_CHANGE' },
  { file: 'lambda/monitor/other-environment.ts', name: 'LOOKS_LIKE' },
  { file: 'lambda/monitor/transition.ts', name: 'ALERTED_WARNINGS' },
];

/** A rule that is no row of a table: a piece of text, and what switches the rule off. */
export interface Edit {
  readonly rule: string;
  readonly file: string;
  /** Must stand in the file exactly once. */
  readonly from: string;
  readonly to: string;
}

const inFile = (
  file: string,
  ...edits: readonly (readonly [rule: string, from: string, to: string])[]
) => edits.map(([rule, from, to]): Edit => ({ rule, file, from, to }));

/** Rules that are written as code. */
export const EDITS: readonly Edit[] = [
  ...inFile(
    'lambda/qonto/response-body.ts',
    ['shape: errors as a list', 'if (Array.isArray(body.errors))', 'if (body.errors === 0)'],
    [
      'shape: errors as an object',
      "if (typeof body.errors === 'object')",
      'if (body.errors === 0)',
    ],
    ['shape: OAuth', 'if (isOAuthError(body))', 'if (body.errors === 0)'],
    [
      'shape: flat with a message',
      "strings(body, ['message', 'detail'])",
      "strings(body, ['detail'])",
    ],
    [
      'shape: flat with a detail',
      "strings(body, ['message', 'detail'])",
      "strings(body, ['message'])",
    ],
    [
      'OAuth errors have a description',
      "isCode && typeof error_description === 'string'",
      'isCode',
    ],
    ['HTML by its content type', "contentType?.includes('html') || ", ''],
    [
      'HTML by its looks',
      "contentType?.includes('html') || /^\\s*<(?:!doctype html|html)\\b/i.test(text)",
      "contentType?.includes('html')",
    ],
    ['a page of OneLogin', '/onelogin/i.test(text)', 'false'],
    ['a body that is not complete', "if (end !== 'complete') return facts(end);", ''],
    ['accounts are a list', 'Array.isArray(body.bank_accounts)', "'bank_accounts' in body"],
  ),
  ...inFile(
    'lambda/diagnosis/classify.ts',
    [
      "a trace id makes a refusal Qonto's",
      "traceId !== null || body.form === 'error'",
      "body.form === 'error'",
    ],
    [
      "an error body makes a refusal Qonto's",
      "traceId !== null || body.form === 'error'",
      'traceId !== null',
    ],
    ['only a sandbox has a gate', "if (context.environmentKind !== 'sandbox') return null;", ''],
    ['a redirect elsewhere is nobody’s gate', "if (redirect === 'elsewhere') return null;", ''],
    [
      'a malformed value explains a 403',
      "context.findings.some(({ basis }) => basis === 'form')",
      'false',
    ],
    ['scopes stored with the token', "!scopes.includes('organization.read')", 'false'],
  ),
  ...inFile(
    'lambda/diagnosis/refusal.ts',
    [
      'findings explain a refusal',
      'if (main !== undefined) return byFinding',
      'if (others.length > 99 && main !== undefined) return byFinding',
    ],
    ['Qonto saw no Authorization', "answer.body.hints.includes('authorization_missing')", 'false'],
    ['a 400 convicts nobody', 'if (answer.status === 400)', 'if (answer.status === 0)'],
    [
      'a passed expiresAt',
      'if (expiresAt !== null && expiresAt <= now) {',
      'if (expiresAt === 0) {',
    ],
    [
      'a version older than a token lives',
      'now - versionCreatedAt >= ACCESS_TOKEN_LIFETIME_MS',
      'false',
    ],
  ),
  ...inFile(
    'lambda/diagnosis/text-form.ts',
    ['the documented sample is a placeholder', 'return trimmed === SAMPLE_LOGIN || ', 'return '],
    [
      'a login is no placeholder',
      'if (looksLikeLogin(trimmed) && trimmed !== SAMPLE_LOGIN) return false;',
      '',
    ],
  ),
  ...inFile(
    'lambda/qonto/network-failure.ts',
    [
      'a timeout before a connection',
      "trace.connected ? 'RESPONSE_TIMEOUT' : 'CONNECTION_TIMEOUT'",
      "'RESPONSE_TIMEOUT'",
    ],
    [
      'a timeout after a connection',
      "trace.connected ? 'RESPONSE_TIMEOUT' : 'CONNECTION_TIMEOUT'",
      "'CONNECTION_TIMEOUT'",
    ],
  ),
  ...inFile(
    `${EXPERIMENTS}/corrected-value.ts`,
    [
      'a guess that halves are swapped',
      "if (verdict.code === 'API_KEY_REJECTED') return swappedGuess(credential);",
      '',
    ],
    [
      'a guess is given up when refused',
      "finding.basis === 'heuristic' && finding.confidence === 'possible'",
      'false',
    ],
    [
      'a dead key besides is told',
      'isRefused(result) ? afterRefusal(verdict, candidate.finding) : verdict',
      'verdict',
    ],
  ),
  ...inFile(`${EXPERIMENTS}/control-request.ts`, [
    'an odd control convicts nobody',
    'if (!isRefused(result)) {',
    'if (result === null) {',
  ]),
  ...inFile(
    `${EXPERIMENTS}/previous-version.ts`,
    ['the same value is not asked about', 'isSame || stored.kind', 'stored.kind'],
    [
      'the command that takes a change back',
      'mend: [...mend, ...verdict.mend],',
      'mend: verdict.mend,',
    ],
  ),
  ...inFile(
    `${EXPERIMENTS}/oauth-client.ts`,
    ['a good client is told', "if (answer === 'client_accepted') {", "if (answer === 'unclear') {"],
    ['an unclear answer changes nothing', "if (answer === 'unclear') return asked;", ''],
  ),
  ...inFile(
    `${EXPERIMENTS}/run.ts`,
    ['three requests at most', 'if (requests >= mostRequests) break;', ''],
    ['an end once the cause is proven', 'if (conclusion.isProven) break;', ''],
  ),
  ...inFile(
    'lambda/monitor/transition.ts',
    ['a recovery after so many checks', "status === 'failing' && inARow < recoverAfter", 'false'],
    [
      'a recovery is told',
      "status === 'failing' ? ('recovery' as const)",
      "status === 'unknown' ? ('recovery' as const)",
    ],
    ['failing stays failing', "before.status !== 'failing' || before.incident === null", 'true'],
    [
      'another cause is told',
      "isOtherCause ? 'cause_changed'",
      "isOtherCause && isReminderDue ? 'cause_changed'",
    ],
    ['reminders', "isReminderDue ? 'still_failing' : null", 'null'],
    [
      'inconclusive leaves failing alone',
      "if (status === 'failing') return { ...unchanged(before), authenticatedInARow: 0 };",
      '',
    ],
    [
      'inconclusive begins the recovery anew',
      '{ ...unchanged(before), authenticatedInARow: 0 }',
      'unchanged(before)',
    ],
    ['unreachable is told once', "if (status === 'unreachable') return unchanged(before);", ''],
    ['unreachable after so many checks', 'if (inARow < unreachableAfter) {', 'if (inARow < 0) {'],
    ['a diagnosis stands', 'return stands ? ', 'return stands === null ? '],
  ),
];
