import { openDemoStage } from '../../cli/demo/stage.ts';
import { story } from '../../cli/demo/story.ts';
import { logUrlOf } from '../../lambda/aws/log-url.ts';
import type { PublishedAlert } from '../../simulator/memory/topic.ts';

const INTERVAL_MS = 5 * 60_000;

/** The credential of the demo whose alerts are shown. */
const SHOWN = 'invoicing';

/** What Lambda would tell the function of its log. */
const LAMBDA = {
  AWS_REGION: 'eu-west-3',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/qonto-auth-monitor',
  AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/24/[$LATEST]5f2d0c4e9b7a4d1c8e3f6a0b9c8d7e6f',
};

/** What a run told of one credential. */
export interface Told {
  readonly regression: PublishedAlert;
  readonly recovery: PublishedAlert;
}

/**
 * Plays the story of the demo with the real monitor, and takes what it publishes of one credential.
 *
 * @throws when the story does not tell of it
 */
export async function playStory(): Promise<Told> {
  const stage = await openDemoStage();
  try {
    for (const [chapter, { happens }] of story().entries()) {
      happens(stage);
      const id = `8f14e45f-ceea-467f-a8b0-00000000000${chapter}`;
      await stage.monitor({ action: 'sweep' }, { id, logUrl: logUrlOf(id, LAMBDA) });
      stage.pass(INTERVAL_MS);
    }
  } finally {
    await stage.close();
  }
  const [regression, recovery] = stage.topic.published.filter(({ attributes }) =>
    attributes.credentials.includes(SHOWN),
  );
  if (regression === undefined || recovery === undefined) {
    throw new Error(`the story does not tell of ${SHOWN} twice`);
  }
  return { regression, recovery };
}
