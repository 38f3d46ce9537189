import type { Checked, Look } from './check-all.ts';
import { withEvidence } from './examination.ts';

type Held = Extract<Checked, { kind: 'held' }>;

/**
 * When very many credentials of one environment are refused at once, not every refusal can be
 * repeated without Qonto throttling the address. Then those that were repeated stand for the others
 * with the same cause: if all of them were refused again, so would the others have been.
 */
export function confirmBySample(looks: readonly (Look | Held)[]): (Look | Held)[] {
  const samples = new Map<string, boolean>();
  for (const look of looks) {
    if ('kind' in look || look.repeat !== 'done') continue;
    const group = groupOf(look);
    samples.set(environmentOf(look), (samples.get(environmentOf(look)) ?? true) && group !== null);
    if (group !== null) samples.set(group, true);
  }
  return looks.map((look) => {
    if ('kind' in look || look.repeat !== 'impossible') return look;
    const group = groupOf(look);
    const isConfirmed =
      group !== null && samples.get(group) === true && samples.get(environmentOf(look)) === true;
    if (!isConfirmed) return look;
    const fact = 'others of this environment, refused alike at the same time, were refused again';
    const verdict = withEvidence(look.examination.verdict, fact);
    return { ...look, examination: { ...look.examination, verdict }, repeat: 'not_needed' };
  });
}

function environmentOf({ target }: Look): string {
  return JSON.stringify([target.environment.name]);
}

/** Environment and cause; null when the credential was not refused. */
function groupOf({ target, examination }: Look): string | null {
  const { code } = examination.verdict;
  const isRefused = examination.probed.kind === 'answered' && code !== null;
  return isRefused ? JSON.stringify([target.environment.name, code]) : null;
}
