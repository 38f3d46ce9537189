import { parseConfig } from '../../lambda/config/parse.ts';
import { MonitorError } from '../../lambda/errors.ts';

/** A credential without anything that may be left out. */
export const CREDENTIAL = { name: 'mobile-app', secret: 'qonto/sandbox/mobile-app' };

/** The least that is a configuration. */
export const LEAST = { environments: { sandbox: { credentials: [CREDENTIAL] } } };

/** A configuration with one sandbox, whose fields are `environment`. */
export function withSandbox(environment: object, rest: object = {}): object {
  return { ...rest, environments: { sandbox: { credentials: [CREDENTIAL], ...environment } } };
}

/** A configuration with one sandbox and one credential, whose fields are `credential`. */
export function withCredential(credential: object): object {
  return withSandbox({ credentials: [{ ...CREDENTIAL, ...credential }] });
}

/** The faults that a configuration is refused for, one line each; none when it is accepted. */
export function faultsOf(config: unknown): string[] {
  try {
    parseConfig(config, 'monitor.config.json');
    return [];
  } catch (error) {
    if (!(error instanceof MonitorError) || error.code !== 'CONFIG_INVALID') throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}
