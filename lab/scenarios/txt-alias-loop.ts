import { address, alias } from '../plan.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

const chain = (...names: string[]) => names.slice(1).map((name, at) => alias(`${names[at]}.acme.test`, `${name}.acme.test`));
const round = Array.from({ length: 12 }, (_, at) => (at === 0 ? '_acme-challenge' : `c${at}`));

/** Twelve aliases in a circle. */
export const txtAliasLoop: Scenario = {
  name: 'txt-alias-loop',
  title: 'twelve aliases in a circle',
  target: ACME,
  arrange: arrangeAcme({}, { records: chain(...round, '_acme-challenge') }),
  expects: ['acme.txt.cname_broken'],
  twin: {
    title: 'three aliases that come to an end',
    arrange: arrangeAcme({}, { records: [...chain('_acme-challenge', 'a', 'b', 'c'), address('c.acme.test', '192.0.2.80')] }),
  },
};
