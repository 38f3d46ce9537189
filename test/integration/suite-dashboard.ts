import { expect, it } from 'vitest';
import { parsed } from '../dashboard/parsed.ts';
import type { FunctionProcess } from './function-process.ts';
import type { Bench } from './use-deployment.ts';

/** What CloudWatch hands to a widget that shows the last hour. */
function shown(theme: 'light' | 'dark' = 'light') {
  const now = Date.now();
  const timeRange = { mode: 'relative', start: now - 3_600_000, end: now };
  return { widgetContext: { theme, timeRange, width: 1_200 } };
}

async function textOf(widget: FunctionProcess, event: unknown = shown()): Promise<string> {
  const invocation = await widget.invoke(event);
  if (!('payload' in invocation)) throw new Error(invocation.errorMessage);
  return parsed(String(invocation.payload)).text;
}

/** The function that draws the dashboard's widget, over what real sweeps have left. */
export function dashboard(bench: Bench): void {
  it('shows a credential that fails, why, what to do, and that people were told', async () => {
    const { stage } = bench;
    const [instance, widget] = await Promise.all([stage.start(), stage.startWidget()]);
    await stage.run(instance);
    expect(await textOf(widget)).toMatch(/All 5 credentials authenticate .*None was sent yet/);

    stage.secrets.regenerateKey('accounting');
    const { results } = await stage.run(instance);
    const text = await textOf(widget, shown('dark'));
    const { traceId } = results[0] ?? {};

    expect(text).toMatch(/^ ?fails 1 of 5 credentials fails authenticates 4 authenticate/);
    expect(text).toMatch(/production\/ ?accounting fails since .* \(less than a minute\)/);
    expect(text).toContain('API key refused (confirmed) API_KEY_REJECTED');
    expect(text).toContain(`trace id ${traceId}`);
    expect(text).toContain('Next: ');
    const [, alerts] = text.split('Last alerts');
    expect(alerts).toMatch(/fails production\/ ?accounting API key refused API_KEY_REJECTED/);
    expect(alerts).toMatch(/ at once ?$/);
  });

  it('shows what was not delivered yet, what is muted, and the recovery', async () => {
    const { stage } = bench;
    const [instance, widget] = await Promise.all([stage.start(), stage.startWidget()]);
    await stage.run(instance);
    const key = stage.secrets.regenerateKey('accounting');
    stage.proxy.fail('Publish', { status: 500, type: 'InternalError' });
    await stage.run(instance);
    expect(await textOf(widget)).toMatch(/not delivered yet ?$/);

    const names = ['-e', 'production', '-c', 'payroll'];
    await stage.command('mute', ...names, '--for', '2h');
    stage.secrets.regenerateKey('payroll');
    await stage.secrets.storeKey('accounting', key);
    await stage.run(instance);
    const text = await textOf(widget);

    expect(text).toMatch(/Alerts wait: muted until .*\. Nobody was told of this\./);
    expect(text).toMatch(/production\/ ?accounting authenticates since/);
    expect(text.split('Last alerts')[1]).toMatch(/recovered production\/ ?accounting .* fails /);
  });

  it('says how it is used when the console asks, without the table', async () => {
    const { stage } = bench;
    const widget = await stage.startWidget({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });

    expect(await widget.invoke({ describe: true })).toEqual({
      payload: expect.stringMatching(/^## Qonto credentials\n/),
    });
  });

  it('shows the name of what went wrong where the table cannot be read, and logs it', async () => {
    const { stage } = bench;
    const widget = await stage.startWidget();
    stage.widgetProxy.fail('Query', { status: 400, type: 'ResourceNotFoundException' });

    expect(await textOf(widget)).toMatch(
      /could not be read ResourceNotFoundException ?\. This says nothing about the credentials/,
    );
    expect(widget.logs()).toContain('ResourceNotFoundException');
  });
}
