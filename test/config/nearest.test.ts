import { describe, expect, it } from 'vitest';
import { nearestName } from '../../lambda/config/nearest.ts';

const KEYS = ['schedule', 'environments', 'check', 'alerts'];

describe('nearestName', () => {
  it.each([
    ['shedule', 'schedule'],
    ['schedlue', 'schedule'],
    ['SCHEDULE', 'schedule'],
    ['environmets', 'environments'],
    ['enviroment', 'environments'],
    ['chek', 'check'],
    ['alarms', 'alerts'],
    ['env', 'environments'],
    ['interval', 'schedule'],
    ['Notifications', 'alerts'],
    ['Sched', 'schedule'],
  ])('of %s is %s', (text, name) => {
    expect(nearestName(text, KEYS)).toBe(name);
  });

  it.each(['', 'x', 'en', 'bearer', 'constructor', 'retries', 'subscribers', 's'.repeat(10_000)])(
    'of %j is none',
    (text) => {
      expect(nearestName(text, KEYS)).toBeNull();
    },
  );

  it('is none where there are no names', () => {
    expect(nearestName('schedule', [])).toBeNull();
  });
});
