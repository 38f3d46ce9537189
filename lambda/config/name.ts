/**
 * Why a text cannot name an environment or a credential, or null. Names are shown to people on one
 * line and are part of the status table's keys.
 */
export function nameFault(text: string): string | null {
  if (text === '') return 'is empty; give it a name';
  if (text.length > 64) return 'is longer than 64 characters';
  const plain = text.replace(/\p{Cc}+/gu, ' ').trim();
  if (plain === '') return 'has nothing but white space; give it a name';
  return plain === text
    ? null
    : `has white space at an end, or control characters; write ${JSON.stringify(plain)}`;
}
