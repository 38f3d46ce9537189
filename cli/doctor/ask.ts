import { credentialsFault } from '../../lambda/aws/credentials-fault.ts';
import { nameOf } from '../../lambda/errors.ts';

/** What may come in place of an answer, by the error's name: what it says, and what would help. */
const ANSWERS: readonly {
  readonly about: RegExp;
  readonly says: (name: string) => string;
  readonly todo: (permission: string, about: string) => readonly string[];
}[] = [
  {
    about:
      /^(?:AccessDenied(?:Exception)?|AuthorizationError(?:Exception)?|UnauthorizedOperation|NotAuthorized|Forbidden(?:Exception)?)$/,
    says: (name) => `AWS answered ${name}`,
    todo: (permission, about) => [
      `Allow ${permission} on ${about} to the role or user that runs this command.`,
    ],
  },
  {
    about: /^SyntaxError$/,
    says: (name) => `what came is no answer of AWS (${name}): a proxy may stand between`,
    todo: () => [],
  },
  { about: /^/, says: (name) => `AWS answered ${name}`, todo: () => [] },
];

/** Something could not be seen: says what was asked for, what came, and what would help. */
export class NotSeen extends Error {
  readonly todo: readonly string[];

  constructor(message: string, todo: readonly string[] = [], options?: ErrorOptions) {
    super(message, options);
    this.name = 'NotSeen';
    this.todo = todo;
  }
}

/**
 * Asks AWS for something.
 *
 * @param permission the action of IAM that it takes
 * @param about what is asked about: a name or an ARN
 * @throws NotSeen when the answer is an error
 */
export async function ask<T>(
  permission: string,
  about: string,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw notAnswered(permission, about, error);
  }
}

function notAnswered(permission: string, about: string, error: unknown): NotSeen {
  const fault = credentialsFault(error);
  if (fault !== null) return new NotSeen(fault.message, [], { cause: error });
  const name = nameOf(error);
  const answer = ANSWERS.find((one) => one.about.test(name));
  return new NotSeen(
    `asked for ${permission} on ${about}, ${answer?.says(name)}`,
    answer?.todo(permission, about),
    { cause: error },
  );
}
