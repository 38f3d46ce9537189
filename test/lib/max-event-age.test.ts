import { describe, expect, it } from 'vitest';
import { maxEventAgeSeconds } from '../../lib/max-event-age.ts';

describe('maxEventAgeSeconds', () => {
  it.each([
    { schedule: 'rate(1 minute)', seconds: 60 },
    { schedule: 'rate(1 minutes)', seconds: 60 },
    { schedule: 'rate(2 minutes)', seconds: 60 },
    { schedule: 'rate(5 minutes)', seconds: 120 },
    { schedule: 'rate(1 hour)', seconds: 1_770 },
    { schedule: 'rate(6 hours)', seconds: 10_770 },
    { schedule: 'rate(12 hours)', seconds: 21_570 },
    { schedule: 'rate(30 days)', seconds: 21_600 },
    { schedule: 'cron(0/15 6-20 ? * MON-FRI *)', seconds: 420 },
    { schedule: 'cron(0 8 ? * MON-FRI *)', seconds: 21_600 },
  ])('is $seconds s for $schedule', ({ schedule, seconds }) => {
    expect(maxEventAgeSeconds(schedule)).toBe(seconds);
  });
});
