/** How AWS is reached: by the SDK's usual chain, unless a command says otherwise. */
export interface AwsOptions {
  readonly profile?: string;
  readonly region?: string;
}

/** Settings of an SDK client for some options. */
export function awsSettings({ profile, region }: AwsOptions): {
  profile?: string;
  region?: string;
} {
  return { ...(profile ? { profile } : {}), ...(region ? { region } : {}) };
}
