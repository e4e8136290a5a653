/** How votes become metrics and alarms. Publisher and CDK read the same ones: a metric without its alarm, or the reverse, tells nobody. */
export interface Modes {
  /** `per-target`: one vote and one alarm a severity for all checks of a target, the worst of them. Default `per-check`. */
  readonly alarms: 'per-check' | 'per-target';
  /** `sparse`: a vote is sent only where it is 1; the heartbeat proves the zeros. Default `full`. */
  readonly publish: 'full' | 'sparse';
  /** Votes and measures once more for each vantage, for graphs; no alarm listens to those. Default false. */
  readonly perVantage: boolean;
  /** Every vantage is meant to have IPv6: one that has lost it does not vote on what it could see half of. Default false: then none has it. */
  readonly dual: boolean;
}

/** What holds where nothing is said. */
export const DEFAULT_MODES: Modes = { alarms: 'per-check', publish: 'full', perVantage: false, dual: false };

/** The modes as words, for the environment of a function: `per-target sparse per-vantage dual`; '' for the default. */
export function wordsOf({ alarms, publish, perVantage, dual }: Modes): string {
  const words = [
    alarms === 'per-target' ? alarms : '',
    publish === 'sparse' ? publish : '',
    perVantage ? 'per-vantage' : '',
    dual ? 'dual' : '',
  ];
  return words.filter((word) => word !== '').join(' ');
}

/** Reads what `wordsOf` wrote. Throws one sentence at a word that is none: votes of another mode would ring no alarm. */
export function readModes(text = ''): Modes {
  const words = text.split(' ').filter((word) => word !== '');
  const stranger = words.find((word) => !['per-target', 'sparse', 'per-vantage', 'dual'].includes(word));
  if (stranger !== undefined)
    throw new Error(`PICKET_MODES: '${stranger}' is no mode; expected per-target, sparse, per-vantage or dual`);
  return {
    alarms: words.includes('per-target') ? 'per-target' : 'per-check',
    publish: words.includes('sparse') ? 'sparse' : 'full',
    perVantage: words.includes('per-vantage'),
    dual: words.includes('dual'),
  };
}
