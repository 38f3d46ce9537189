import { definitionIn, type MachineTemplate } from '../../simulator/state-machine/template.ts';

/** A function as the definition names it. */
export interface DeployedFunction {
  readonly arn: string;
  readonly timeoutMs: number;
}

/** What sweeps run in, by a synthesized template. */
export interface Deployed {
  readonly definition: string;
  readonly coordinator: DeployedFunction;
  readonly batch: DeployedFunction;
  readonly bucket: string;
}

/** Reads what was synthesized; names are made of logical ids. */
export function deployedBy(template: MachineTemplate): Deployed {
  const arnOf = (id: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${id}`;
  const functionWith = (handler: string): DeployedFunction => {
    const [found, ...others] = Object.entries(template.Resources).filter(
      ([, { Properties }]) => Properties?.Handler === handler,
    );
    if (found === undefined || others.length > 0) {
      throw new Error(`The template does not have exactly one function ${handler}.`);
    }
    const [id, { Properties }] = found;
    return { arn: arnOf(id), timeoutMs: Number(Properties.Timeout) * 1_000 };
  };
  const buckets = Object.entries(template.Resources).filter(
    ([, { Type }]) => Type === 'AWS::S3::Bucket',
  );
  const bucket = buckets[0]?.[0];
  if (bucket === undefined || buckets.length > 1) throw new Error('Not exactly one bucket.');
  return {
    definition: definitionIn(template, { ref: (id) => id, attribute: arnOf }),
    coordinator: functionWith('index.coordinate'),
    batch: functionWith('index.checkBatch'),
    bucket,
  };
}
