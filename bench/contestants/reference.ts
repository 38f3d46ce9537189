// What the function reaches out with, and nothing else: the same clients of AWS, with the calls that
// it makes, and node-fetch.
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetSecretValueCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import fetch from 'node-fetch';

/** All of it, so that nothing is left out of the bundle. */
export const reference = {
  clients: [new SecretsManagerClient({}), new DynamoDBClient({}), new SNSClient({})],
  commands: [
    BatchGetSecretValueCommand,
    GetSecretValueCommand,
    QueryCommand,
    GetItemCommand,
    PutItemCommand,
    UpdateItemCommand,
    DeleteItemCommand,
    PublishCommand,
  ],
  fetch,
};
