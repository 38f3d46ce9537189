/** The IBAN of the simulated main account: no country has such a one. */
export const FAKE_IBAN = 'FR00NOTAREALIBAN00000000001';

/**
 * How much of an account a caller sees. Qonto filters fields by role: `full` is an owner's or
 * admin's view (and an API key's), `restricted` a manager's or employee's.
 *
 * @see https://docs.qonto.com/api-reference/business-api/organization-accounts/business-accounts/list
 */
export type AccountView = 'full' | 'restricted';

const ORGANIZATION_ID = '00000000-0000-4000-8000-000000000001';

interface Account {
  readonly id: string;
  readonly name: string;
  readonly main: boolean;
  readonly iban: string;
  readonly cents: number;
}

const ACCOUNTS: readonly Account[] = [
  {
    id: '00000000-0000-4000-8000-00000000000a',
    name: 'Main account (simulated)',
    main: true,
    iban: FAKE_IBAN,
    cents: 123_456,
  },
  {
    id: '00000000-0000-4000-8000-00000000000b',
    name: 'Taxes (simulated)',
    main: false,
    iban: 'FR00NOTAREALIBAN00000000002',
    cents: 7_890,
  },
];

/** The answer of `GET /v2/bank_accounts`. */
export function bankAccountsBody(view: AccountView): object {
  const accounts = ACCOUNTS.map((account) => accountBody(account, view));
  return { bank_accounts: accounts, meta: metaBody(accounts.length) };
}

/** The answer of `GET /v2/organization`. */
export function organizationBody(view: AccountView): object {
  return {
    organization: {
      id: ORGANIZATION_ID,
      name: 'Acme Corp (simulated)',
      slug: 'acme-corp-1234',
      legal_name: 'Acme Corp (simulated)',
      locale: 'en',
      bank_accounts: ACCOUNTS.map((account) => accountBody(account, view)),
    },
  };
}

/** The answer of a list endpoint that has nothing to list. */
export function emptyListBody(key: string): object {
  return { [key]: [], meta: metaBody(0) };
}

function accountBody(account: Account, view: AccountView): object {
  const everyone = {
    id: account.id,
    name: account.name,
    status: 'active',
    main: account.main,
    organization_id: ORGANIZATION_ID,
  };
  if (view === 'restricted') return everyone;
  return {
    ...everyone,
    slug: `acme-corp-1234-bank-account-${account.main ? 1 : 2}`,
    iban: account.iban,
    bic: 'NOTREAL0XXX',
    currency: 'EUR',
    balance: account.cents / 100,
    balance_cents: account.cents,
    authorized_balance: account.cents / 100,
    authorized_balance_cents: account.cents,
    is_external_account: false,
    updated_at: '2026-01-01T00:00:00.000Z',
  };
}

function metaBody(count: number): object {
  return {
    current_page: 1,
    next_page: null,
    prev_page: null,
    total_pages: 1,
    total_count: count,
    per_page: 100,
  };
}
