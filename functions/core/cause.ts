import type { Finding, Meaning } from './finding.ts';

/** A finding with the meaning it carries, and where it came from: what `echoOf` reads. */
export interface Heard {
  readonly finding: Finding;
  readonly meaning: Meaning;
}

/**
 * The code that a finding only echoes, if any (domain.md A17): one that implies it, of the same subject, or about the target as a whole.
 * All findings are of one target.
 */
export function echoOf(heard: Heard, others: readonly Heard[], targetName: string): string | undefined {
  const cause = others.find(
    ({ finding, meaning }) =>
      finding !== heard.finding &&
      meaning.implies?.includes(heard.finding.code) === true &&
      (finding.subject === heard.finding.subject || finding.subject === targetName),
  );
  return cause?.finding.code;
}
