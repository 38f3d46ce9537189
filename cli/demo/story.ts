import { type DemoStage, SECRETS } from './stage.ts';

/** A chapter: something happens, then a sweep runs. */
export interface Chapter {
  readonly title: string;
  readonly happens: (stage: DemoStage) => void;
  /** Alerts that the sweep must send, as `event credential CODE`; the demo fails otherwise. */
  readonly tells: readonly string[];
}

/** The story of `npm start`: healthy, two mistakes of people, a quiet sweep, repair. */
export function story(): Chapter[] {
  let invoicing = { login: '', secret: '' };
  return [
    {
      title: 'Three credentials, all in order',
      happens: ({ simulator: { production, sandbox }, secrets }) => {
        invoicing = production.createApiKey('acme-invoicing-5678');
        secrets.put(SECRETS.accounting, production.createApiKey('acme-corp-1234'));
        secrets.put(SECRETS.invoicing, `${invoicing.login}:${invoicing.secret}`);
        const client = sandbox.createClient();
        secrets.put(SECRETS.mobileApp, {
          ...client,
          ...sandbox.createGrant(client.clientId),
          stagingToken: sandbox.stagingToken,
        });
      },
      tells: [],
    },
    {
      title: 'A colleague regenerates a key; a deployment puts "Bearer " before another one',
      happens: ({ simulator: { production }, secrets }) => {
        production.createApiKey('acme-corp-1234');
        secrets.put(SECRETS.invoicing, `Bearer ${invoicing.login}:${invoicing.secret}`);
      },
      tells: [
        'regression accounting API_KEY_REJECTED',
        'regression invoicing API_KEY_BEARER_PREFIX',
      ],
    },
    {
      title: 'Nobody has done anything yet: people know already',
      happens: () => undefined,
      tells: [],
    },
    {
      title: 'Both are repaired',
      happens: ({ simulator: { production }, secrets }) => {
        secrets.put(SECRETS.accounting, production.createApiKey('acme-corp-1234'));
        secrets.put(SECRETS.invoicing, `${invoicing.login}:${invoicing.secret}`);
      },
      tells: ['recovery accounting API_KEY_REJECTED', 'recovery invoicing API_KEY_BEARER_PREFIX'],
    },
  ];
}
