import type { RuntimeConfig } from './config/monitor-config.ts';

/** The environment variable in which a rotation function finds its {@link RotationConfig}. */
export const ROTATION_CONFIG = 'QONTO_AUTH_MONITOR_ROTATION';

/** The part of a configuration that a rotation function needs. */
export type RotationConfig = Pick<RuntimeConfig, 'environments' | 'check'>;
