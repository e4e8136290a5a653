import { RESOLVERS } from '../resolver.ts';
import { ACME, type Scenario } from '../scenario.ts';
import { servesSigned } from '../signed.ts';
import { altered } from '../vice.ts';

const strips = altered((message) => ({ ...message, answers: message.answers.filter(({ type }) => type !== 'RRSIG') }));

/** One secondary gives the keys and no signature. */
export const signaturesStripped: Scenario = {
  name: 'signatures-stripped',
  title: 'one secondary gives the keys and no signature',
  target: { ...ACME, resolvers: RESOLVERS },
  arrange: servesSigned({ vice: strips }),
  expects: ['dnssec.rrsig_missing'],
  twin: { title: 'an unsigned zone', arrange: servesSigned({ ds: [], vice: strips }) },
};
