import { acmeFor } from '../declared.ts';
import { address } from '../plan.ts';
import { arrangeAcme, type Scenario } from '../scenario.ts';
import { altered } from '../vice.ts';
import { RCODES } from '../wire.ts';

const records = [address('www.sub.acme.test', '192.0.2.80')];

/** A nameserver denies a name that has no records, and yet names below it. */
export const emptyNameDenied: Scenario = {
  name: 'empty-name-denied',
  title: 'a nameserver denies a name that has no records, and yet names below it',
  target: acmeFor(['www.sub.acme.test']),
  arrange: arrangeAcme(
    {
      vice: altered((message) =>
        message.question?.name.toLowerCase() === 'sub.acme.test' ? { ...message, rcode: RCODES.NXDOMAIN } : message,
      ),
    },
    { records },
  ),
  expects: ['acme.ent_nxdomain'],
  twin: { title: 'the same name answered with NODATA', arrange: arrangeAcme({}, { records }) },
};
