import { Duration } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { secretNamesOf } from '../lambda/config/secret-name.ts';
import { secretIdsOf } from './secret-access.ts';

/** Whose changes are listened to, and what is told of them. */
export interface SecretChangeRulesProps {
  readonly config: MonitorConfig;
  readonly function: IFunction;
  readonly deadLetterQueue: IQueue;
}

/** What EventBridge takes as a pattern, less the fields around the names. */
const NAMES_PER_PATTERN = 2_048 - 200;

/**
 * Tells the function when a watched secret has a new current version. Secrets Manager sends the
 * event by itself, for nothing, whenever AWSCURRENT moves: a rotation, a new value, a way back. Only
 * the secret's name is passed on, in the form that the function takes.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/event-detail-secret-label-updated-secretsmanager.html
 */
export class SecretChangeRules extends Construct {
  constructor(scope: Construct, id: string, props: SecretChangeRulesProps) {
    super(scope, id);
    const target = new LambdaFunction(props.function, {
      event: RuleTargetInput.fromObject({
        action: 'secret-change',
        secret: EventField.fromPath('$.detail.name'),
      }),
      deadLetterQueue: props.deadLetterQueue,
      // What is late is made up for by the next sweep.
      retryAttempts: 2,
      maxEventAge: Duration.minutes(1),
    });
    const names = [...new Set(secretIdsOf(props.config).flatMap(secretNamesOf))];
    inPatterns(names).forEach((part, index) => {
      new Rule(this, `Rule${index + 1}`, {
        description: 'Checks the Qonto credentials of a secret that has a new current version.',
        eventPattern: {
          source: ['aws.secretsmanager'],
          detailType: ['Secret Label Updated'],
          detail: { labelUpdated: ['AWSCURRENT'], name: part },
        },
        targets: [target],
      });
    });
  }
}

/** Names in as few patterns as hold them. */
function inPatterns(names: readonly string[]): string[][] {
  const parts: string[][] = [];
  let room = 0;
  for (const name of names) {
    const length = JSON.stringify(name).length + 1;
    if (length > room) {
      parts.push([]);
      room = NAMES_PER_PATTERN;
    }
    parts.at(-1)?.push(name);
    room -= length;
  }
  return parts;
}
