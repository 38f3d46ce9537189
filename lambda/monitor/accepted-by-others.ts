import type { MonitorConfig } from '../config/monitor-config.ts';
import { nameOfTarget, type Target, targetsOf } from '../config/target.ts';
import { readStoredCredential } from '../qonto/stored-credential.ts';
import type { Status } from '../report.ts';
import { type Accepted, materialOf } from './other-environment.ts';
import type { SecretReader } from './ports.ts';

/** What is looked into. */
export interface AcceptedTools {
  readonly config: Pick<MonitorConfig, 'environments'>;
  readonly secrets: SecretReader;
}

/**
 * What environments accept by what is remembered: credentials that are healthy, and are not checked
 * in this run.
 *
 * @param statuses by the names of targets
 */
export async function acceptedByOthers(
  checked: readonly Target[],
  statuses: ReadonlyMap<string, Status>,
  { config, secrets }: AcceptedTools,
): Promise<Accepted[]> {
  const names = new Set(checked.map(nameOfTarget));
  const others = targetsOf(config).filter(
    (target) =>
      !names.has(nameOfTarget(target)) && statuses.get(nameOfTarget(target)) === 'healthy',
  );
  if (others.length === 0) return [];
  const readings = await secrets.read(others.map(({ credential }) => credential.secret.secretId));
  return others.flatMap(({ credential, environment }) => {
    const reading = readings.get(credential.secret.secretId);
    const stored = reading?.kind === 'value' && readStoredCredential(reading.value, credential);
    if (stored === false || stored.kind !== 'credential') return [];
    return [{ material: materialOf(stored.credential), environment: environment.name }];
  });
}
