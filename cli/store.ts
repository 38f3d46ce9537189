import { type DeskOptions, mustAgree, openDesk } from './desk.ts';
import { exitCodeOf } from './exit-code.ts';
import { fullName } from './one-target.ts';
import type { Output } from './output.ts';
import { mustAgreeToShape, settle, tellSettlement } from './settle.ts';
import { askForCredential } from './store/dialogue.ts';
import { readInput } from './store/input.ts';

/**
 * Puts a credential into its secret: takes it from the keyboard, without an echo, or from standard
 * input; checks it with Qonto first; stores it if it authenticates, or if that is wanted all the same.
 */
export async function store(options: DeskOptions, out: Output): Promise<number> {
  const desk = await openDesk(options, out);
  const { target, vault, terminal } = desk;
  const { secretId } = target.credential.secret;
  try {
    const current = await vault.read();
    if (current === null) {
      await mustAgree(desk, `There is no secret ${secretId} yet.`, 'Create it?');
    }
    if (terminal.isInteractive) terminal.say(`${fullName(target)}, in the secret ${secretId}.`);
    const values = terminal.isInteractive
      ? await askForCredential(terminal, target, current)
      : await readInput(process.stdin, target);
    await mustAgreeToShape(desk, current, values);
    const settlement = await settle(desk, current, values);
    if (options.json) out.json(settlement);
    else tellSettlement(settlement, out);
    return exitCodeOf(settlement.report);
  } finally {
    terminal.close();
  }
}
