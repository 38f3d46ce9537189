import { describe, expect, it } from 'vitest';
import { branches, drawn } from './drawn.ts';
import { ago, healthy, inTrouble } from './remembered.ts';

describe('when sweeps have stopped', () => {
  const [a, b] = branches(2);

  it('says how each credential stood when it was last checked, and nothing of now', () => {
    const { text } = drawn([inTrouble(a), healthy(b)], { lastSweepAt: ago(1) });

    expect(text).toMatch(
      /^ ?failed when last checked When last checked, 1 of 2 credentials failed authenticated when last checked 1 authenticated /,
    );
    expect(text).toContain('No sweep has finished for 1 h.');
    expect(text).toContain('What is shown is what was known then, at 23 Nov 13:00.');
    expect(text).toContain('production/ branch-1 failed when last checked, since 23 Nov 12:00');
    expect(text).toContain('production/ branch-2 authenticated when last checked');
    expect(text).not.toMatch(/branch-\d (?:fails|authenticates)/);
  });

  it('draws no tick, and nothing in green but the past', () => {
    const symbols = (lastSweepAt: string) =>
      drawn([healthy()], { lastSweepAt })
        .html.match(/<svg class="qam-symbol".*?<\/svg>/gs)
        ?.join();
    const tick = 'M5 8.3l2.2 2.2L11.2 6';

    expect(symbols(ago(0.1))).toContain(tick);
    expect(symbols(ago(5))).not.toContain(tick);
    expect(symbols(ago(5))).not.toContain('#0b7a35');
  });

  it('says so of those that are folded away', () => {
    const { text } = drawn(
      branches(40).map((key) => healthy(key)),
      { lastSweepAt: ago(5) },
    );

    expect(text).toContain('When last checked, all 40 credentials authenticated');
    expect(text).toContain('28 more authenticated');
  });
});

describe('before the first sweep', () => {
  it('says that nothing is known, by when that should change, and what to look at', () => {
    const { text } = drawn([], { keys: branches(2), lastSweepAt: null });

    expect(text).toContain('None of the 2 credentials has been checked yet');
    expect(text).toContain(
      'No sweep has finished yet. Nothing is known of any credential. There should be one within 15 min of the deployment.',
    );
    expect(text).toContain('npx qonto-auth-monitor doctor');
  });

  it('says since when nothing is known where single checks were made, and what was known then', () => {
    const { text } = drawn([healthy()], { lastSweepAt: null });

    expect(text).toContain(
      'No sweep has finished yet. What is shown comes of single checks, and nothing is known since 23 Nov 13:00.',
    );
    expect(text).toContain('When last checked, the credential authenticated');
  });
});

describe('discovered credentials', () => {
  const listed = { environment: 'production', credential: 'accounting' };
  const records = [
    healthy(listed),
    inTrouble({ environment: 'production', credential: 'found' }),
    healthy({ environment: 'sandbox', credential: 'removed' }),
  ];

  it('are shown where the configuration has them discovered, beside those that it lists', () => {
    const { text } = drawn(records, { keys: [listed], discovering: ['production'] });

    expect(text).toContain('1 of 2 credentials fails');
    expect(text).toContain('production/ found fails since');
    expect(text).not.toContain('removed');
  });

  it('are not shown where it does not', () => {
    expect(drawn(records, { keys: [listed] }).text).not.toContain('found');
  });

  it('may be none yet', () => {
    const { text } = drawn([], { keys: [], discovering: ['production'], lastSweepAt: null });

    expect(text).toContain('No credential was discovered yet');
    expect(text).toContain('No sweep has finished yet.');
  });
});
