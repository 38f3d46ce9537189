import { defineMonitor } from './lambda/config/parse.ts';

// An example that synthesizes as it stands. Put your own credentials here; the README says how.
export default defineMonitor({
  schedule: 'rate(5 minutes)',
  environments: {
    production: {
      credentials: [{ name: 'accounting', secret: 'qonto/production/accounting' }],
    },
    sandbox: {
      stagingToken: { secret: 'qonto/sandbox/staging-token' },
      credentials: [{ name: 'mobile-app', secret: 'qonto/sandbox/mobile-app', method: 'oauth' }],
    },
  },
  alerts: {
    emails: ['payments@example.com'],
  },
});
