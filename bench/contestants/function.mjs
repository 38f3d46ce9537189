// Loads the function's bundle as Lambda does and answers each question with what one sweep took.
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

const { handler } = await import(process.argv[2]);
const FUNCTION_TIMEOUT_MS = 900_000;

process.on('message', async ({ sweeps = 1 }) => {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const summary = { total: 0, authenticated: 0 };
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const context = {
      awsRequestId: randomUUID(),
      getRemainingTimeInMillis: () => FUNCTION_TIMEOUT_MS,
    };
    const report = await handler({}, context);
    // Lambda's runtime sends the report as JSON.
    JSON.stringify(report);
    summary.total += report.summary.total;
    summary.authenticated += report.summary.authenticated;
  }
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  const rssBytes = process.memoryUsage.rss();
  // Twice: what the first collection frees may hold on to memory outside the heap until a turn later.
  globalThis.gc?.();
  await setImmediate();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  process.send({
    ...summary,
    wallMs,
    cpuMs: (user + system) / 1_000,
    rssBytes,
    liveBytes: heapUsed + external,
  });
});
process.on('disconnect', () => process.exit());
process.send({});
