import { type Finding, type Meaning, type Severity, worse } from './finding.ts';

/** A finding with the meaning it carries, and where it came from: what `echoOf` reads. */
export interface Heard {
  readonly finding: Finding;
  readonly meaning: Meaning;
}

/**
 * The code that a finding only echoes, if any (domain A17): one that implies it, of the same subject, or about the target as a whole.
 * All findings are of one target. What is worse than its cause is no mere echo and stays a headline: a warning must not vanish under a notice.
 */
export function echoOf(heard: Heard, others: readonly Heard[], targetName: string): string | undefined {
  const cause = others.find(
    (other) =>
      other.finding !== heard.finding &&
      other.meaning.implies?.includes(heard.finding.code) === true &&
      (other.finding.subject === heard.finding.subject || other.finding.subject === targetName) &&
      worse(severityOf(other), severityOf(heard)) === severityOf(other),
  );
  return cause?.finding.code;
}

function severityOf({ finding, meaning }: Heard): Severity {
  return finding.severity ?? meaning.severity;
}
