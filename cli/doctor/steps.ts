import type { DeploymentOptions } from '../deployed-function.ts';

/** The stack that commands mean when none is named. */
const USUAL_STACK = 'QontoAuthMonitor';

/** Commands, and what each is told of where the deployment is, and how it is reached. */
const COMMANDS: readonly {
  readonly begins: RegExp;
  readonly needs: (options: DeploymentOptions) => readonly string[];
}[] = [
  {
    begins: /^npx qonto-auth-monitor (?:invoke|status|test-alert)\b/,
    needs: (options) => [
      ...ofStack(options),
      ...(options.function ? ['--function', options.function] : []),
      ...ofAws(options),
    ],
  },
  {
    begins: /^npx qonto-auth-monitor unmute /,
    needs: (options) => [...ofStack(options), ...ofAws(options)],
  },
  {
    begins: /^npx cdk /,
    needs: ({ stack, profile }) => [
      ...(stack === USUAL_STACK ? [] : [stack]),
      ...(profile ? ['--profile', profile] : []),
    ],
  },
  // What reads and writes secrets knows no stack.
  { begins: /^(?:npx qonto-auth-monitor (?:check|store|authorize)|aws) /, needs: ofAws },
];

/** A step with the options that doctor itself was called with, so that it can be copied as it is. */
export function completeStep(step: string, options: DeploymentOptions): string {
  const command = COMMANDS.find(({ begins }) => begins.test(step));
  return command === undefined ? step : [step, ...command.needs(options)].join(' ');
}

/** Whether a step is a command, to be copied as it is. */
export function isCommand(step: string): boolean {
  return /^(?:npx|aws) /.test(step);
}

function ofStack({ stack }: DeploymentOptions): string[] {
  return stack === USUAL_STACK ? [] : ['--stack', stack];
}

function ofAws({ profile, region }: DeploymentOptions): string[] {
  return [...(profile ? ['--profile', profile] : []), ...(region ? ['--region', region] : [])];
}
