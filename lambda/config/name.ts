/**
 * Why a text cannot name an environment or a credential, or null. Names are shown to people on one
 * line and are part of the status table's keys.
 */
export function nameFault(text: string): string | null {
  if (text === '') return 'is empty; give it a name';
  if (text.length > 64) return 'is longer than 64 characters';
  return /^\s|\s$|\p{Cc}/u.test(text) ? 'has white space at an end, or control characters' : null;
}
