/** Hosts of the AWS console outside the usual partition, by how the Region's name begins. */
const CONSOLES: readonly (readonly [prefix: string, domain: string])[] = [
  ['cn-', 'console.amazonaws.cn'],
  ['us-gov-', 'console.amazonaws-us-gov.com'],
];

/**
 * Where the log of one run of this function can be read in the AWS console; null outside of Lambda.
 *
 * @param env the function's environment variables (set by Lambda)
 */
export function logUrlOf(
  requestId: string,
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  const { AWS_REGION: region, AWS_LAMBDA_LOG_GROUP_NAME: group } = env;
  const stream = env.AWS_LAMBDA_LOG_STREAM_NAME;
  if (!region || !group || !stream) return null;
  const query = `?filterPattern=${encodeURIComponent(`"${requestId}"`)}`;
  const path = `log-group/${fragment(group)}/log-events/${fragment(stream)}${dollars(query)}`;
  return `https://${region}.${consoleDomain(region)}/cloudwatch/home?region=${region}#logsV2:log-groups/${path}`;
}

/** The domain of the AWS console for a Region; its hosts have the Region before it. */
export function consoleDomain(region: string): string {
  return CONSOLES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'console.aws.amazon.com';
}

/** The console encodes twice, and writes `$` for `%` then. */
function fragment(text: string): string {
  return dollars(encodeURIComponent(text));
}

function dollars(text: string): string {
  return encodeURIComponent(text).replaceAll('%', '$');
}
