import { Command, CommanderError } from 'commander';
import { MonitorError, nameOf } from '../lambda/errors.ts';
import { VERSION } from '../lambda/version.ts';
import { EXIT, exitCodeOfError } from './exit-code.ts';
import { type Output, standardOutput } from './output.ts';

/**
 * The command line. Each command's code is loaded when it is called.
 *
 * @returns the exit code (contract, section 7)
 */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.ok;
  const out = standardOutput(process.stdout, process.env);
  const program = createProgram((run) => async (...called: unknown[]) => {
    exitCode = await run(called.at(-1) as Command, out);
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    console.error(
      error instanceof MonitorError ? error.message : `Internal fault: ${nameOf(error)}`,
    );
    return exitCodeOfError(error);
  }
}

type Run = (command: Command, out: Output) => Promise<number>;

type Action = (run: Run) => (...called: unknown[]) => Promise<void>;

function createProgram(action: Action): Command {
  const program = new Command('qonto-auth-monitor')
    .description('Says whether Qonto accepts your credentials, and why not.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError()
    .addHelpText(
      'after',
      '\nExit codes: 0 all authenticated, 1 something rejected, 2 nothing rejected but something inconclusive, 3 wrong usage or configuration, 4 AWS or an internal fault, 130 ended by Ctrl-C.',
    );

  withConfig(withAws(withFilter(command(program, 'check'))))
    .description('check credentials from here, with your own AWS profile')
    .option('--stage <stage>', 'this version of the secrets, such as AWSPENDING')
    .action(action(async (called, out) => (await import('./check.ts')).check(called.opts(), out)));

  withDeployment(withFilter(command(program, 'invoke')))
    .description('let the deployed function check on demand')
    .option('--sweep', 'a whole sweep, which remembers and alerts')
    .action(
      action(async (called, out) => (await import('./invoke.ts')).invoke(called.opts(), out)),
    );

  withDeployment(command(program, 'status'))
    .description('show what the deployed function remembers')
    .action(
      action(async (called, out) => (await import('./invoke.ts')).status(called.opts(), out)),
    );

  withTable(withFilter(command(program, 'history')))
    .description('list what changed and what was told, the newest first')
    .option('--limit <count>', 'how many entries', '50')
    .action(
      action(async (called, out) => (await import('./history.ts')).history(called.opts(), out)),
    );

  withTable(withFilter(command(program, 'mute')))
    .description('hold back the alerts about one credential for some time')
    .option('--for <duration>', 'such as 30m, 2h or 1d')
    .action(action(async (called, out) => (await import('./mute.ts')).mute(called.opts(), out)));

  withTable(withFilter(command(program, 'unmute')))
    .description('end that at once')
    .action(action(async (called, out) => (await import('./mute.ts')).unmute(called.opts(), out)));

  withDeployment(command(program, 'test-alert'))
    .description('send one alert through the real topic, to see who receives it')
    .action(
      action(async (called, out) => (await import('./invoke.ts')).testAlert(called.opts(), out)),
    );

  withConfig(withDeployment(command(program, 'doctor')))
    .description('say what is wrong with a deployment')
    .action(
      action(async (called, out) => (await import('./doctor.ts')).doctor(called.opts(), out)),
    );

  command(program, 'explain')
    .argument('<code>', 'such as API_KEY_SWAPPED')
    .description('say what a code means and what to do')
    .action(
      action(async (called, out) => {
        const { explain } = await import('./explain.ts');
        return explain(called.args[0] ?? '', called.opts(), out);
      }),
    );

  withConfig(command(program, 'cost'))
    .description('say what a month of your configuration costs, or of the given numbers')
    .option('--credentials <count>', 'instead of a configuration: how many credentials')
    .option('--secrets <count>', 'how many secrets hold them (default: one each)')
    .option('--every <duration>', 'how often they are checked, such as 5m')
    .action(action(async (called, out) => (await import('./cost.ts')).cost(called.opts(), out)));

  withStoring(withConfig(withTable(withFilter(command(program, 'authorize')))))
    .description('start an OAuth grant: consent in the browser, check, store')
    .option('--redirect-port <port>', 'redirect URI http://localhost:PORT/callback (default: 8947)')
    .option('--redirect-uri <uri>', 'another redirect URI, as it is registered with Qonto')
    .option('--scope <scopes>', 'ask for these scopes as well, separated by commas')
    .option('--browser', 'open the browser, even if this machine seems to have none')
    .option('--no-browser', 'show the address alone')
    .option('--timeout <duration>', 'how long to wait for the browser', '10m')
    .action(
      action(async (called, out) => (await import('./authorize.ts')).authorize(called.opts(), out)),
    );

  withStoring(withConfig(withTable(withFilter(command(program, 'store')))))
    .description(
      'check a credential and put it into its secret, from the keyboard or standard input',
    )
    .action(action(async (called, out) => (await import('./store.ts')).store(called.opts(), out)));

  command(program, 'demo')
    .description('show a regression, its alerts and the recovery, on a simulated Qonto')
    .action(action(async (called, out) => (await import('./demo.ts')).demo(called.opts(), out)));

  return program;
}

function command(program: Command, name: string): Command {
  return program.command(name).exitOverride().option('--json', 'print the machine form alone');
}

function withFilter(called: Command): Command {
  return called
    .option('-e, --environment <name>', 'only this environment')
    .option('-c, --credential <name>', 'only this credential');
}

function withAws(called: Command): Command {
  return called.option('--profile <name>', 'AWS profile').option('--region <name>', 'AWS region');
}

function withConfig(called: Command): Command {
  return called.option(
    '--config <path>',
    'the configuration (default: monitor.config.ts or .json)',
  );
}

function withStoring(called: Command): Command {
  return called
    .option('--yes', 'create the secret, or replace what it holds, without asking')
    .option('--force', 'store it even if it does not authenticate');
}

function withStack(called: Command): Command {
  return withAws(called).option('--stack <name>', 'the deployed stack', 'QontoAuthMonitor');
}

function withDeployment(called: Command): Command {
  return withStack(called).option(
    '--function <name>',
    'the function itself, instead of looking it up in the stack',
  );
}

function withTable(called: Command): Command {
  return withStack(called).option(
    '--table <name>',
    'the status table itself, instead of looking it up in the stack',
  );
}
