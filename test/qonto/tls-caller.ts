import { createQontoClient } from '../../lambda/qonto/client.ts';

// Run by client-tls.test.ts in a process of its own, because the authorities that Node trusts are
// fixed at its start. Takes URLs, prints what came of each as JSON.
const client = createQontoClient({ timeoutMs: 5_000, clock: { now: () => Date.now() } });
const results = [];
for (const url of process.argv.slice(2)) {
  const headers = { 'X-Qonto-Staging-Token': 'not-real' };
  const result = await client.send({ method: 'GET', url, headers });
  results.push(
    result.kind === 'answered'
      ? { kind: result.kind, status: result.status }
      : { kind: result.kind, failure: result.failure, systemCode: result.systemCode },
  );
}
client.close();
process.stdout.write(JSON.stringify(results));
