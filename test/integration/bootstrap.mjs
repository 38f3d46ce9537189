// The child process's side of the Runtime API: loads the handler from the asset as Lambda does, and
// takes invocations one by one. See runtime-api.ts for the other side.
import http from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { AWS_LAMBDA_RUNTIME_API, LAMBDA_TASK_ROOT, _HANDLER, CLOCK_AHEAD_MS } = process.env;
const [file, name] = _HANDLER.split('.');
const agent = new http.Agent({ keepAlive: true });

function call(method, path, body = '') {
  return new Promise((resolve, reject) => {
    const url = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime${path}`;
    const request = http.request(url, { method, agent }, async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ headers: response.headers, text: Buffer.concat(chunks).toString('utf8') });
    });
    request.once('error', reject);
    request.end(body);
  });
}

function describe(error) {
  // As Lambda's own runtime does, the error goes to the log with all that hangs on it.
  console.error('Invoke Error', error);
  return JSON.stringify({
    errorType: error instanceof Error ? error.name : typeof error,
    errorMessage: error instanceof Error ? error.message : String(error),
    trace: String(error?.stack ?? '').split('\n'),
  });
}

async function serve(handler) {
  const { headers, text } = await call('GET', '/invocation/next');
  const id = headers['lambda-runtime-aws-request-id'];
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const context = { awsRequestId: id, getRemainingTimeInMillis: () => deadline - Date.now() };
  let answer;
  try {
    answer = ['response', JSON.stringify((await handler(JSON.parse(text), context)) ?? null)];
  } catch (error) {
    answer = ['error', describe(error)];
  }
  const [kind, body] = answer;
  await call('POST', `/invocation/${id}/${kind}`, body);
  return serve(handler);
}

/** Hours that a test has no time for. */
function setClockAhead(ms) {
  const now = Date.now;
  Date.now = () => now() + ms;
  globalThis.Date = new Proxy(Date, {
    construct: (target, words) =>
      Reflect.construct(target, words.length > 0 ? words : [now() + ms]),
  });
}
if (Number(CLOCK_AHEAD_MS) > 0) setClockAhead(Number(CLOCK_AHEAD_MS));

let handler;
try {
  handler = (await import(pathToFileURL(join(LAMBDA_TASK_ROOT, `${file}.mjs`)).href))[name];
} catch (error) {
  await call('POST', '/init/error', describe(error));
  process.exit(1);
}
await serve(handler);
