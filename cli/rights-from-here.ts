import { shellWord } from '../lambda/diagnosis/remedy.ts';
import type { Report, ReportEntry } from '../lambda/report.ts';

/**
 * A report of a check that was made with the rights of whoever runs the command. Where those do not
 * reach to a secret, it says that they are what is to be mended, and not the credential: the deployed
 * monitor has rights of its own. The code counts as rejected, wherever it is met.
 */
export function withRightsFromHere(report: Report): Report {
  return { ...report, results: report.results.map(seenFromHere) };
}

function seenFromHere(entry: ReportEntry): ReportEntry {
  const { diagnosis, environment, credential } = entry;
  if (diagnosis?.code !== 'SECRET_ACCESS_DENIED') return entry;
  const one = `--environment ${shellWord(environment)} --credential ${shellWord(credential)}`;
  return {
    ...entry,
    diagnosis: {
      ...diagnosis,
      cause:
        'Access is denied; whoever runs this needs secretsmanager:GetSecretValue, and kms:Decrypt where the secret has a key of its own. That says nothing about the credential, nor about what the deployed monitor may read.',
      remedy: [
        'Choose a --profile that may read the secret, or have these rights given to yours.',
        'Or let the deployed monitor check it, with its own rights:',
        `npx qonto-auth-monitor invoke ${one}`,
      ],
    },
  };
}
