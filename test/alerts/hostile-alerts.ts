import fc from 'fast-check';
import {
  type Alert,
  type AlertCheck,
  type AlertCode,
  type AlertEvent,
  SEVERITY,
} from '../../lambda/alerts/alert.ts';
import { logUrlOf } from '../../lambda/aws/log-url.ts';
import { CATALOGUE, type DiagnosisCode } from '../../lambda/diagnosis/catalogue.ts';
import type { Status } from '../../lambda/report.ts';
import { alertOf, hostileWords, hugeWords } from '../support/alerts.ts';
import { START } from '../support/check-results.ts';

/** Each alert has a dozen texts, so that one in a few alerts has a huge one. */
const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 60, arbitrary: hostileWords },
  { weight: 1, arbitrary: hugeWords },
);

const names: fc.Arbitrary<string[]> = fc.oneof(
  { weight: 60, arbitrary: fc.array(text, { minLength: 1, maxLength: 4 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(hostileWords, fc.integer({ min: 5, max: 300 }))
      .map(([name, count]) => Array.from({ length: count }, (_, index) => `${name}${index}`)),
  },
);

const traceId = fc.option(fc.stringMatching(/^[A-Za-z0-9._:-]{1,128}$/));

const codesOf = (kind: 'rejected' | 'inconclusive' | 'warning') =>
  (Object.keys(CATALOGUE) as (keyof typeof CATALOGUE)[]).filter(
    (code) => CATALOGUE[code].kind === kind,
  );

/** The codes that alerts of an event may have. */
const CODES: Readonly<Record<AlertEvent, readonly AlertCode[]>> = {
  regression: codesOf('rejected'),
  cause_changed: codesOf('rejected'),
  still_failing: codesOf('rejected'),
  recovery: codesOf('rejected'),
  unreachable: codesOf('inconclusive'),
  reachable_again: codesOf('inconclusive'),
  warning: codesOf('warning'),
  test: ['TEST'],
};

const STATUSES: Partial<Record<AlertEvent, Status>> = {
  unreachable: 'unreachable',
  warning: 'healthy',
  recovery: 'healthy',
  reachable_again: 'healthy',
};

const time = fc
  .integer({ min: START - 400 * 86_400_000, max: START })
  .map((ms) => new Date(ms).toISOString());

const logUrl = fc.option(
  fc.uuid().map((id) =>
    logUrlOf(id, {
      AWS_REGION: 'eu-west-3',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/monitor',
      AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/24/[$LATEST]0123abcd',
    }),
  ),
);

/** What checks of one alert have in common. */
const common = fc.record({
  evidence: fc.array(text, { maxLength: 4 }),
  remedy: fc.array(text, { maxLength: 4 }),
  traceId,
  failingSince: fc.option(time),
  http: fc.option(
    fc.constant({ status: 401, contentType: 'application/json', durationMs: 12.5 } as const),
  ),
});

/** Alerts of any event, about credentials with such names, whose checks say such things. */
export const hostileAlert: fc.Arbitrary<Alert> = fc
  .constantFrom(...(Object.keys(SEVERITY) as AlertEvent[]))
  .chain((event) =>
    fc.record({
      event: fc.constant(event),
      code: fc.constantFrom(...CODES[event]),
      environment: text,
      credentials: event === 'test' ? fc.constant<string[]>([]) : names,
      said: common,
      isFlapping: fc.boolean(),
      logUrl,
      failedChecks: fc.nat(),
    }),
  )
  .map(({ event, code, environment, credentials, said, ...rest }) => {
    const { evidence, remedy, ...facts } = said;
    const [usual] = alertOf().checks;
    if (usual === undefined || usual.diagnosis === null) throw new Error('no usual check');
    const { diagnosis } = usual;
    const isOver = event === 'recovery' || event === 'reachable_again';
    // What every check of a large group says would fill the time of the test, and no message.
    const check = (credential: string, index: number): AlertCheck => ({
      ...usual,
      ...facts,
      environment,
      credential,
      status: STATUSES[event] ?? 'failing',
      outcome: event === 'unreachable' ? 'inconclusive' : isOver ? 'authenticated' : 'rejected',
      diagnosis:
        isOver || event === 'warning'
          ? null
          : {
              ...diagnosis,
              code: code as DiagnosisCode,
              ...(index < 4 ? { evidence, remedy } : {}),
            },
      warnings: event === 'warning' ? [{ code: code as never, title: 'a warning', remedy }] : [],
    });
    return { ...alertOf(), ...rest, event, code, environment, checks: credentials.map(check) };
  });
