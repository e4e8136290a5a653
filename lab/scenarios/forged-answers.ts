import { strayFirst } from '../hostile.ts';
import { TYPES } from '../record.ts';
import { ACME, arrangeAcme, type Scenario } from '../scenario.ts';

/** Somebody guesses ids: a stray precedes every answer. */
export const forgedAnswers: Scenario = {
  name: 'forged-answers',
  title: 'somebody guesses ids: a stray precedes every answer',
  target: ACME,
  arrange: arrangeAcme({ vice: strayFirst() }),
  expects: ['sys.spoof_suspected'],
  quiet: true,
  twin: {
    title: 'a single stray',
    arrange: arrangeAcme({ vice: strayFirst(TYPES.SOA) }),
  },
};
