import { describe, expect, it } from 'vitest';
import { byTarget, type Change } from '../../functions/alarm-change.ts';
import { certificate } from '../../functions/checks/certificate.ts';
import { renewal, type Seen } from '../../functions/checks/renewal.ts';
import { WORDS } from '../../functions/checks/words.ts';
import type { Check } from '../../functions/core/check.ts';
import { fold } from '../../functions/core/folding.ts';
import { inWords } from '../../functions/core/in-words.ts';
import { headlineOf } from '../../functions/core/matter.ts';
import { found } from '../../functions/core/observation.ts';
import type { Order } from '../../functions/core/order.ts';
import { nameOf, type ServiceTarget } from '../../functions/core/target.ts';
import { mattersOf } from '../../functions/evidence.ts';
import type { NotifyDoors } from '../../functions/notify-doors.ts';
import { run } from '../../functions/run.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const DAY = 86_400_000;
const at = (days: number) => new Date(NOW.getTime() + days * DAY);
const VANTAGES = ['us-east-1', 'eu-central-1', 'sa-east-1'];
const SHOP: ServiceTarget = { kind: 'service', scheme: 'https', host: 'shop.example', port: 443 };
const OTHER: ServiceTarget = { ...SHOP, host: 'other.example' };

/** A certificate at 80 % of its life, whatever the service. */
function seen({ host }: ServiceTarget, more: Partial<Seen> = {}): Seen {
  const leaf = {
    ...{ subject: '', issuer: "C=US, O=Let's Encrypt, CN=YR1", commonName: '', names: [host], addresses: [] },
    ...{ notBefore: at(-72).toISOString(), notAfter: at(18).toISOString(), serialNumber: '03', fingerprint: 'aa' },
    ...{ keyType: 'RSA 2048', selfSigned: false },
  };
  const handshake = found({ protocol: 'TLSv1.3', chain: [leaf], nameMatches: true, path: 'OK' }, 20);
  const lookup = found({ name: host, addresses: ['192.0.2.1'], chain: [], ends: 'addresses' as const, detail: '' }, 9);
  return { lookup, looks: [{ address: '192.0.2.1', handshake }], suggestions: {}, ...more };
}

const wanted = { aa: { window: { start: at(-0.04).toISOString(), end: at(-0.02).toISOString() } } };
const issuance = { id: '1', names: ['shop.example'], organization: "Let's Encrypt" };
const searched = {
  from: 'Cert Spotter' as const,
  issuances: [{ ...issuance, notBefore: at(-9), notAfter: at(81) }],
  failures: [],
};

const change = (target: ServiceTarget, check: string): Change => ({
  ...{ alarm: `picket-test warning ${check} ${nameOf(target)}`, target, check, severity: 'warning', state: 'ALARM', at: NOW },
  ...{ says: '', drill: false },
  history: { namespace: 'Picket/test', name: 'Warning', dimensions: {}, statistic: 'Maximum', periodSeconds: 21_600 },
});

/** What becomes of alarms that ring at once: the orders, and the letters by their headlines. */
async function lettersOf(changes: readonly Change[], more: Partial<Seen>) {
  const orders: { vantage: string; checks: Order['checks'] }[] = [];
  const checks = [certificate, renewal].map((check) => ({
    ...check,
    observe: async (target: ServiceTarget) => seen(target, more),
  })) as unknown as readonly Check[];
  const ask: NotifyDoors['ask'] = async (vantage, { targets, checks: only }) => {
    orders.push({ vantage, checks: only });
    return inWords(await run({ vantage, targets, ...(only && { only }) }, checks, {} as never, NOW), WORDS);
  };
  const causes = byTarget(changes).map((group) => ({ changes: group, occasion: 'change' as const }));
  const matters = await mattersOf(causes, { vantages: VANTAGES, now: NOW, checks, ask } as unknown as NotifyDoors);
  const letters = fold(matters).map((matter) => {
    const head = headlineOf(matter);
    return `${nameOf(matter.target)} ${head?.told.code} from ${head?.from.length}`;
  });
  return { orders, letters };
}

describe('the letter of a service whose certificate is overdue by its age, and by another check besides', () => {
  it.each<[string, Partial<Seen>, string]>([
    ['a newer one was issued', { searched }, 'tls.not_deployed'],
    ['its CA wants it replaced', { suggestions: wanted }, 'tls.renewal_wanted'],
  ])('is one, headed by the cause that one vantage alone looks for: %s', async (_, more, code) => {
    const { letters } = await lettersOf([change(SHOP, 'certificate'), change(SHOP, 'renewal')], more);
    expect(letters).toEqual([`https://shop.example ${code} from 1`]);
  });

  it('is headed by its age where nothing else is known', async () => {
    const { letters } = await lettersOf([change(SHOP, 'certificate')], { searched });
    expect(letters).toEqual(['https://shop.example tls.renewal_overdue from 3']);
  });

  it('is one for each service', async () => {
    const { letters } = await lettersOf([change(SHOP, 'renewal'), change(OTHER, 'renewal')], { suggestions: wanted });
    expect(letters).toEqual([
      'https://shop.example tls.renewal_wanted from 1',
      'https://other.example tls.renewal_wanted from 1',
    ]);
  });
});

describe('the evidence of now', () => {
  it('asks the first vantage alone for what has rounds of its own, and all for the rest', async () => {
    const { orders } = await lettersOf([change(SHOP, 'renewal')], {});
    expect(orders).toEqual([
      { vantage: 'us-east-1', checks: ['certificate', 'renewal'] },
      { vantage: 'eu-central-1', checks: undefined },
      { vantage: 'sa-east-1', checks: undefined },
    ]);
  });
});
