import { type DoctorCheck, type Finding, ok } from '../doctor-check.ts';
import { type MonitorParts, monitorsIn } from '../monitor-parts.ts';
import { synthesizedTemplate } from '../synthesize.ts';

/** Whether the monitor's functions are what this folder would deploy: their code and configuration. */
export const code: DoctorCheck = {
  title: 'Code',
  async look({ deployment, monitor, directory, config }) {
    const template = await synthesizedTemplate({ directory, deployment, config });
    return [judgeCode(monitor.parts, monitorsIn(template))];
  },
};

type Functions = Pick<MonitorParts, 'function' | 'functions'>;

/** What a difference between the deployed functions and those of an app means. */
export function judgeCode(deployed: Functions, local: readonly Functions[]): Finding {
  const here =
    local.find((one) => one.function.logicalId === deployed.function.logicalId) ??
    (local.length === 1 ? local[0] : undefined);
  if (here === undefined) {
    const says = 'the app in this folder has no such monitor to compare with';
    return { verdict: 'unknown', says };
  }
  const [there, wanted] = [deployed, here].map(assetsOf);
  if (there === null || wanted === null) {
    const says = 'the templates do not name the code of the functions: they cannot be compared';
    return { verdict: 'unknown', says, todo: ['npx cdk diff'] };
  }
  const count = deployed.functions.length;
  if (String(there) === String(wanted)) {
    return ok(`deployed as it is here (${count === 1 ? '1 function' : `${count} functions`})`);
  }
  return {
    verdict: 'problem',
    says: 'what is deployed is not what is here: other code, or another configuration',
    todo: ['npx cdk diff', 'npx cdk deploy'],
  };
}

/** The hashes of the functions' assets, whatever the functions are called. */
function assetsOf({ functions }: Functions): readonly string[] | null {
  const assets = functions.map(({ asset }) => asset);
  const known = assets.filter((asset) => asset !== null);
  return known.length === assets.length ? known.toSorted() : null;
}
