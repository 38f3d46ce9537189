import { MonitorError, nameOf } from '../errors.ts';

const NOT_FOUND = /^(?:CredentialsProviderError|TokenProviderError)$/;

const REFUSED =
  /^(?:UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|IncompleteSignature|ExpiredToken(?:Exception)?|MissingAuthenticationToken(?:Exception)?)$/;

/** What is wrong with this process's own access to AWS, in words; null when the error is about something else. */
export function credentialsFault(error: unknown): MonitorError | null {
  // A client of the command line has put it into words already.
  if (error instanceof MonitorError) return error;
  const name = nameOf(error);
  const message =
    error instanceof Error && /^region is missing/i.test(error.message)
      ? 'No AWS region is set: name one with --region, or set AWS_REGION.'
      : NOT_FOUND.test(name)
        ? `No AWS credentials were found (${name}). Sign in, or choose a profile that exists.`
        : REFUSED.test(name)
          ? `AWS does not accept this process's own credentials (${name}). Sign in again, or choose another profile.`
          : null;
  return message === null ? null : new MonitorError('AWS_CREDENTIALS', message, { cause: error });
}
