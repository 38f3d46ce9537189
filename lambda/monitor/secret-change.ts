import { isoTime } from '../clock.ts';
import { MOST_IN_FUNCTION } from '../config/engine.ts';
import type { RuntimeConfig } from '../config/monitor-config.ts';
import { targetsOfSecret } from '../config/select-targets.ts';
import type { Report } from '../report.ts';
import { discoversWith, withDiscovered } from './discover.ts';
import type { Invocation, MonitorTools } from './monitor.ts';
import { reportOf } from './report.ts';
import { sweep } from './sweep.ts';

/**
 * Checks the credentials whose checks read a secret that has a new current version. The rules of
 * EventBridge may tell of secrets that are not watched: with them nothing is done, and nothing is wrong.
 * What very many credentials read is left to the next sweep, which has time and a pace.
 *
 * @param secret its friendly name
 */
export async function checkChangedSecret(
  secret: string,
  invocation: Invocation,
  tools: MonitorTools,
): Promise<Report> {
  const { clock, log } = tools;
  const config = await configFor(secret, tools);
  const targets = targetsOfSecret(config, secret);
  if (targets.length > 0 && targets.length <= MOST_IN_FUNCTION) {
    return sweep(invocation, { ...tools, config }, { trigger: 'secret-change', targets });
  }
  if (targets.length > 0) {
    log.info('changed secret left to the next sweep', { secret, credentials: targets.length });
  }
  const now = isoTime(clock.now());
  return reportOf({
    runId: invocation.id,
    trigger: 'secret-change',
    startedAt: now,
    finishedAt: now,
    results: [],
    alerts: [],
  });
}

/** Not every change in an account may list all its secrets: it is looked whether this one is meant. */
async function configFor(secret: string, tools: MonitorTools): Promise<RuntimeConfig> {
  const { config, finder } = tools;
  if (finder === undefined) return config;
  // A new staging token concerns everything that is discovered beside it.
  const concernsAll = discoversWith(config, secret);
  return withDiscovered(config, { ...tools, finder }, concernsAll ? undefined : secret);
}
