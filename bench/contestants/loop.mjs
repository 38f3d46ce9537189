// The least that it takes: a bare loop of node-fetch over connections that are kept, so many requests
// under way at once, and the same requests that the function sends.
import http from 'node:http';
import https from 'node:https';
import fetch from 'node-fetch';

const [url, most, userAgent] = process.argv.slice(2);
const agent = new (url.startsWith('https:') ? https : http).Agent({ keepAlive: true });
const headers = {
  Accept: 'application/json',
  Authorization: 'pied-piper-7133:not-a-real-secret',
  'User-Agent': userAgent,
};

process.on('message', async ({ requests }) => {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  let next = 0;
  let answered = 0;
  await Promise.all(
    Array.from({ length: Number(most) }, async () => {
      while (next < requests) {
        next += 1;
        const response = await fetch(url, { headers, agent, redirect: 'manual' });
        await response.text();
        if (response.status === 200) answered += 1;
      }
    }),
  );
  const wallMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  process.send({
    total: requests,
    authenticated: answered,
    wallMs,
    cpuMs: (user + system) / 1_000,
  });
});
process.on('disconnect', () => process.exit());
process.send({});
