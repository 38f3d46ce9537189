import type { Target } from '../lambda/config/target.ts';
import { storeStepsFor } from '../lambda/diagnosis/remedy.ts';
import { MonitorError } from '../lambda/errors.ts';
import type { SecretReader } from '../lambda/monitor/ports.ts';
import type { FieldChanges } from '../lambda/qonto/secret-content.ts';
import type { Report } from '../lambda/report.ts';
import type { Secret } from '../lambda/secret.ts';
import { checkFromHere } from './check.ts';
import { type Desk, mustAgree } from './desk.ts';
import type { Output } from './output.ts';
import { whileNotRefreshed } from './refresh-lease.ts';
import { renderReport } from './render/report.ts';
import { compose } from './store/content.ts';

/** What became of a credential. */
export interface Settlement {
  readonly stored: boolean;
  readonly secret: string;
  /** The id of the new version. */
  readonly version: string | null;
  readonly report: Report;
}

/**
 * Asks for leave to give the secret another shape, where what it holds has no room for the values.
 *
 * @param current what the secret holds
 * @throws MonitorError as {@link mustAgree} does, and as {@link compose}
 */
export async function mustAgreeToShape(
  desk: Desk,
  current: Secret | null,
  values: FieldChanges,
): Promise<void> {
  const { credential } = desk.target;
  if (!compose(current, credential, values).isReshaped) return;
  const statement = `What the secret ${credential.secret.secretId} holds has no room for the fields of this credential: it becomes a JSON object, and whatever reads it otherwise will fail.`;
  await mustAgree(desk, statement, 'Go on?');
}

/**
 * Checks a credential with Qonto before it is stored, by the very check of the monitor, and stores it
 * if it authenticates, or if that is wanted all the same.
 *
 * @param current what the secret holds; leave was given for the shape that it gets
 */
export async function settle(
  desk: Desk,
  current: Secret | null,
  values: FieldChanges,
): Promise<Settlement> {
  const { config, target, vault, secrets, out, options } = desk;
  const { secretId } = target.credential.secret;
  const { content, isReshaped } = compose(current, target.credential, values);
  mustFit(content, secretId);
  const checked = await checkFromHere(config, [target], withCandidate(secrets, secretId, content));
  const report = withoutCircle(checked, target);
  if (!options.json) renderReport(report, out, { status: false, details: true });
  if (!(await isWanted(report, desk))) {
    return { stored: false, secret: secretId, version: null, report };
  }
  const write = () =>
    vault.write((latest) => {
      const composed = compose(latest, target.credential, values);
      if (composed.isReshaped && !isReshaped) throw changedMeanwhile(secretId);
      return composed.content;
    }, current === null);
  const version = await whileNotRefreshed(desk, write);
  return { stored: true, secret: secretId, version, report };
}

/** The report without the step that would have people run what runs already. */
function withoutCircle(report: Report, target: Target): Report {
  const circle = storeStepsFor(target);
  const results = report.results.map((entry) => {
    const steps = entry.diagnosis?.remedy ?? [];
    const others = steps.filter((step) => !circle.has(step));
    return entry.diagnosis === null || others.length === steps.length
      ? entry
      : { ...entry, diagnosis: { ...entry.diagnosis, remedy: [...others, AGAIN] } };
  });
  return { ...report, results };
}

const AGAIN = 'Run this command again with the value that is right.';

/** What Secrets Manager takes at most. */
const MOST_BYTES = 65_536;

function mustFit(content: Secret, secretId: string): void {
  const bytes = Buffer.byteLength(content.reveal());
  if (bytes <= MOST_BYTES) return;
  throw new MonitorError(
    'USAGE_INVALID',
    `The secret ${secretId} would hold ${bytes} bytes, and Secrets Manager takes ${MOST_BYTES} bytes at most: nothing was stored.`,
  );
}

/** Reads the content in question in place of what is stored. There is no version before it. */
function withCandidate(secrets: SecretReader, candidateId: string, content: Secret): SecretReader {
  return {
    async read(secretIds) {
      const others = secretIds.filter((id) => id !== candidateId);
      const readings = others.length === 0 ? new Map() : await secrets.read(others);
      const candidate = { kind: 'value', value: content, versionId: null, versionCreatedAt: null };
      return new Map([...readings, [candidateId, candidate]]);
    },
    readPrevious: async () => ({ kind: 'not_found' }),
  };
}

async function isWanted({ summary }: Report, { terminal, options }: Desk): Promise<boolean> {
  if (summary.authenticated === summary.total || options.force) return true;
  if (!terminal.isInteractive) return false;
  terminal.say();
  return terminal.confirm(
    summary.rejected > 0
      ? 'Qonto does not accept it. Store it all the same?'
      : 'It is not known whether Qonto accepts it. Store it all the same?',
  );
}

function changedMeanwhile(secretId: string): MonitorError {
  return new MonitorError(
    'SECRET_UNAVAILABLE',
    `The secret ${secretId} changed its shape while this ran; nothing was stored. Run the command again.`,
  );
}

/** Says what became of a credential. */
export function tellSettlement({ stored, secret, version }: Settlement, out: Output): void {
  out.line();
  out.line(
    stored
      ? `Stored in ${secret}${version === null ? '' : `, version ${version}`}.`
      : 'Nothing was stored.',
  );
}
