import type { Target } from '../../config/target.ts';
import type { Examination, Readings } from '../examination.ts';
import type { Renewal } from './renewal.ts';
import type { Renewer } from './renewer.ts';

/**
 * Looks at a credential with tokens that are as fresh as can be: refreshed before, where they expire
 * soon; refreshed and looked at again, where they were refused though they should be good.
 *
 * @param look examines the credential by the secrets that it is given
 */
export async function examineRenewed(
  target: Target,
  readings: Readings,
  renewer: Renewer,
  look: (readings: Readings) => Promise<Examination>,
): Promise<Examination> {
  const ahead = await renewer.ahead(target, readings);
  const first = await look(withFresh(readings, target, ahead));
  const after = await renewer.afterRefusal(first);
  const last = after.kind === 'fresh' ? await look(withFresh(readings, target, after)) : first;
  return renewer.explain(last);
}

function withFresh(readings: Readings, { credential }: Target, renewal: Renewal): Readings {
  if (renewal.kind !== 'fresh') return readings;
  return new Map(readings).set(credential.secret.secretId, renewal.reading);
}
