import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exitCodeOf, exitCodeOfError } from '../../cli/exit-code.ts';
import { standardOutput, wrap } from '../../cli/output.ts';
import { renderReport } from '../../cli/render/report.ts';
import { MonitorError } from '../../lambda/errors.ts';
import { entryOf } from '../../lambda/monitor/check.ts';
import { reportOf } from '../../lambda/monitor/report.ts';
import { hostileName } from '../support/alerts.ts';
import { checkResult } from '../support/check-results.ts';

const summary = (authenticated: number, rejected: number, inconclusive: number, total?: number) => {
  const known = authenticated + rejected + inconclusive;
  return { summary: { total: total ?? known, authenticated, rejected, inconclusive } };
};

/** An output whose text can be looked at. */
function capture(isTTY: boolean, env: Record<string, string> = {}, columns = 100) {
  const written: string[] = [];
  const stream = {
    isTTY,
    columns,
    write: (text: string | Uint8Array) => {
      written.push(String(text));
      return true;
    },
  };
  return { out: standardOutput(stream, env), text: () => written.join('') };
}

describe('exitCodeOf', () => {
  it.each([
    [summary(2, 0, 0), 0],
    [summary(1, 1, 0), 1],
    [summary(0, 1, 3), 1],
    [summary(1, 0, 1), 2],
    [summary(0, 0, 1), 2],
    // Never checked: nothing is known of it.
    [summary(1, 0, 0, 2), 2],
  ])('%j is %i', (report, code) => {
    expect(exitCodeOf(report)).toBe(code);
  });
});

describe('exitCodeOfError', () => {
  it.each([
    [new MonitorError('CONFIG_INVALID', 'x'), 3],
    [new MonitorError('EVENT_INVALID', 'x'), 3],
    [new MonitorError('USAGE_INVALID', 'x'), 3],
    [new MonitorError('DECLINED', 'x'), 2],
    [new MonitorError('INTERRUPTED', 'x'), 130],
    [new MonitorError('AWS_CREDENTIALS', 'x'), 4],
    [new MonitorError('SECRET_UNAVAILABLE', 'x'), 4],
    [new MonitorError('FUNCTION_FAILED', 'x'), 4],
    [new MonitorError('STATE_UNAVAILABLE', 'x'), 4],
    [new TypeError('x'), 4],
    ['a text', 4],
  ])('%s is %i', (error, code) => {
    expect(exitCodeOfError(error)).toBe(code);
  });
});

describe('standardOutput', () => {
  // Node's own styleText asks whether this process has a terminal, which it need not have.
  beforeEach(() => {
    vi.stubEnv('FORCE_COLOR', '1');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each([
    ['anything else', true, {}, true],
    ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['a terminal that can do nothing', true, { TERM: 'dumb' }, false],
    ['a pipe', false, {}, false],
    ['a pipe of a coloured terminal', false, { TERM: 'xterm-256color' }, false],
  ] as const)('%s: coloured is %s', (_, isTTY, env, isColoured) => {
    const { out, text } = capture(isTTY, env);
    out.line(out.style('red', 'bad'));

    expect(text().includes('\u001b')).toBe(isColoured);
  });
});

describe('wrap', () => {
  it('keeps every word, in order, and every line within the width that its words allow', () => {
    const word = fc.string({ minLength: 1, maxLength: 30 }).map((text) => text.replace(/\s/g, '_'));
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1 }),
        fc.integer({ min: 1, max: 60 }),
        (words, width) => {
          const lines = wrap(words.join(' '), width);
          expect(lines.join(' ')).toBe(words.join(' '));
          for (const line of lines) {
            if (line.includes(' ')) expect(line.length).toBeLessThanOrEqual(width);
          }
        },
      ),
    );
  });
});

describe('renderReport', () => {
  it('lets no name write to the terminal, whatever it holds', () => {
    fc.assert(
      fc.property(hostileName, hostileName, (environment, credential) => {
        const { out, text } = capture(false);
        const entry = entryOf(
          { ...checkResult({ code: 'API_KEY_REJECTED' }), environment, credential },
          'failing',
        );
        const at = new Date(0).toISOString();
        const report = reportOf({
          runId: 'run-1',
          trigger: 'on-demand',
          startedAt: at,
          finishedAt: at,
          results: [entry],
          alerts: [],
        });
        renderReport(report, out, { status: true, details: true });
        expect(text()).not.toMatch(/[^\P{Cc}\n]/u);
      }),
      { numRuns: 200 },
    );
  });
});
