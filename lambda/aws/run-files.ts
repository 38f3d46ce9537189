import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { InventoryLine } from '../monitor/distributed/inventory.ts';
import type { RunFiles } from '../monitor/distributed/ports.ts';

/** The list of result files that a Distributed Map writes, as far as it is read here. */
interface Manifest {
  readonly ResultFiles: { readonly SUCCEEDED: readonly { readonly Key: string }[] };
}

/** A child execution in a result file, as far as it is read here. */
interface Execution {
  /** JSON. */
  readonly Output: string;
}

/** The files of distributed sweeps in S3, under `runs/`, a folder for each. */
export function runFiles(client: S3Client, bucket: string): RunFiles {
  const put = async (Key: string, Body: string, ContentType: string) => {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType }));
  };
  const get = async (Key: string): Promise<string> => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return (await Body?.transformToString('utf8')) ?? '';
  };
  return {
    writeInventory: (run, lines) =>
      put(
        inventoryKey(run),
        lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
        'application/jsonl',
      ),

    async readInventory(run) {
      const text = await get(inventoryKey(run));
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line): InventoryLine => JSON.parse(line));
    },

    async readAnswers(manifest) {
      const { ResultFiles }: Manifest = JSON.parse(await get(manifest));
      const answers: unknown[] = [];
      // One after the other: each may hold thousands of answers.
      for (const { Key } of ResultFiles.SUCCEEDED) {
        const executions: Execution[] = JSON.parse(await get(Key));
        for (const { Output } of executions) answers.push(JSON.parse(Output));
      }
      return answers;
    },

    writeReport: (run, report) =>
      put(`runs/${run}/report.json`, JSON.stringify(report), 'application/json'),
  };
}

function inventoryKey(run: string): string {
  return `runs/${run}/inventory.jsonl`;
}
