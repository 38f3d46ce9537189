import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closedPort } from '../../simulator/closed-port.ts';
import { portOf } from '../../simulator/http-host.ts';
import { type Folder, makeFolder } from './command.ts';

let folder: Folder;
let mute: Server;
const sockets = new Set<Socket>();

beforeAll(async () => {
  folder = await makeFolder();
  await folder.write('monitor.config.json', {
    environments: {
      production: { credentials: [{ name: 'accounting', secret: 'qonto/accounting' }] },
    },
  });
  mute = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(mute, 'listening');
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  mute.close();
  await folder.remove();
});

/** Commands that reach AWS, and the service that each asks first. */
const COMMANDS: [string, string[], string][] = [
  ['check', ['check'], 'Secrets Manager'],
  ['check --stage', ['check', '--stage', 'AWSPENDING'], 'Secrets Manager'],
  ['store', ['store'], 'Secrets Manager'],
  ['authorize', ['authorize'], 'Secrets Manager'],
  ['status', ['status'], 'CloudFormation'],
  ['doctor', ['doctor'], 'CloudFormation'],
  ['history', ['history', '--table', 'a-table'], 'DynamoDB'],
  ['invoke', ['invoke', '--function', 'a-function'], 'Lambda'],
];

describe('where AWS is not reached', () => {
  it.each(COMMANDS)('%s ends with 4, and says what and how', async (_, args, service) => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const { exitCode, stdout, stderr } = await folder.run(args, { AWS_ENDPOINT_URL: url }, 'a:b');

    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
    expect(stderr).toBe(
      `AWS (${service}, ${url}) cannot be reached (ECONNREFUSED). Is the region right? Is there a network?\n`,
    );
  });

  it.concurrent.each(COMMANDS.filter(([, , service]) => service !== 'Lambda'))(
    '%s gives up on an AWS that accepts the connection and stays silent',
    async (_, args, service) => {
      const url = `http://127.0.0.1:${portOf(mute)}`;
      const { exitCode, stdout, stderr } = await folder.run(args, { AWS_ENDPOINT_URL: url }, 'a:b');

      expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
      expect(stderr).toContain(`AWS (${service}, ${url}) did not answer in time (`);
    },
  );

  it('names the host of a region that does not exist', async () => {
    const { exitCode, stdout, stderr } = await folder.run(['check', '--region', 'eu-nowhere-1']);

    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
    expect(stderr).toMatch(
      /AWS \(Secrets Manager, https:\/\/secretsmanager\.eu-nowhere-1\.amazonaws\.com\) cannot be reached \((?:ENOTFOUND|EAI_AGAIN)\)\. Is the region right/,
    );
  });

  it('says that a text is no region', async () => {
    const { exitCode, stderr } = await folder.run(['status', '--region', 'eu west 1']);

    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/region "eu west 1" is none/);
  });

  it('names the profile that has no credentials', async () => {
    const { exitCode, stderr } = await folder.run(['check', '--profile', 'nosuch']);

    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/profile "nosuch"/);
  });
});
