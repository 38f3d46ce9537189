/**
 * The names that a configured name or ARN may stand for. An ARN ends in a hyphen and six characters
 * of Secrets Manager's own, if it is whole; a name may end like that by itself, so both count.
 */
export function secretNamesOf(secretId: string): string[] {
  if (!secretId.startsWith('arn:')) return [secretId];
  const name = secretId.split(':').slice(6).join(':');
  return /-[A-Za-z0-9]{6}$/.test(name) ? [name.slice(0, -7), name] : [name];
}
