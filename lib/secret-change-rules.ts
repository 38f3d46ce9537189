import { Duration } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { MonitorConfig } from '../lambda/config/monitor-config.ts';
import { secretNamesOf } from '../lambda/config/secret-name.ts';
import { type NamePattern, namePatterns } from './name-prefixes.ts';
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
 * A bus has room for 300 rules, of everybody's, and the policy of a function for some fifty of them.
 * Names beyond that are listened to by what they begin with: the function knows which it watches.
 */
const MOST_RULES = 20;

/** How an event's name may be matched. */
type NameMatch = string | { readonly prefix: string };

/**
 * Tells the function when a watched secret has a new current version. Secrets Manager sends the
 * event by itself, for nothing, whenever AWSCURRENT moves: a rotation, a new value, a way back. Only
 * the secret's name is passed on, in the form that the function takes. Events say nothing of tags: where
 * secrets are discovered, the function is told of every secret.
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
    const { environments } = props.config;
    const discovers = environments.some(({ discover }) => discover !== undefined);
    const parts = discovers ? [undefined] : inPatterns(nameMatches(secretIdsOf(props.config)));
    parts.forEach((name, index) => {
      new Rule(this, `Rule${index + 1}`, {
        description: 'Checks the Qonto credentials of a secret that has a new current version.',
        eventPattern: {
          source: ['aws.secretsmanager'],
          detailType: ['Secret Label Updated'],
          detail: { labelUpdated: ['AWSCURRENT'], ...(name && { name }) },
        },
        targets: [target],
      });
    });
  }
}

function nameMatches(secretIds: readonly string[]): NameMatch[] {
  const names = [...new Set(secretIds.flatMap(secretNamesOf))];
  const room = MOST_RULES * NAMES_PER_PATTERN;
  if (names.reduce((sum, name) => sum + lengthOf(name), 0) <= room) return names;
  const matchOf = ({ text, isPrefix }: NamePattern) => (isPrefix ? { prefix: text } : text);
  return namePatterns(names, room, (pattern) => lengthOf(matchOf(pattern))).map(matchOf);
}

function lengthOf(match: NameMatch): number {
  return JSON.stringify(match).length + 1;
}

/** Names in as few patterns as hold them. */
function inPatterns(names: readonly NameMatch[]): NameMatch[][] {
  const parts: NameMatch[][] = [];
  let room = 0;
  for (const name of names) {
    const length = lengthOf(name);
    if (length > room) {
      parts.push([]);
      room = NAMES_PER_PATTERN;
    }
    parts.at(-1)?.push(name);
    room -= length;
  }
  return parts;
}
