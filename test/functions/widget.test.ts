import { describe, expect, it, vi } from 'vitest';
import type { Target } from '../../functions/core/target.ts';
import { MOST_ASKED, widget } from '../../functions/widget.ts';
import { doorsOf, ENDPOINT, eventOf, ODD_EVENTS, standingOf, VANTAGES } from '../widget/scene.ts';

const textOf = (page: string) =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
const pageOf = async (event: unknown, change = {}) => {
  const { doors, orders } = doorsOf(change);
  const page = await widget(event, doors);
  return { page, text: textOf(page), orders };
};

describe('the widget, when a dashboard loads it', () => {
  it('tells what rings, worst first, and asks nobody', async () => {
    const { text, orders } = await pageOf(eventOf({ ask: false }));
    expect(orders).toEqual([]);
    expect(text).toMatch(
      /What rings critical example\.org , check secondary For 6 d 1 h\. warning https:\/\/www\.example\.org , check certificate/,
    );
    expect(text).toMatch(/Picket The vantage af-south-1 has not finished its rounds/);
  });

  it('leaves out what is no news: a warning under its critical, a heartbeat that is heard, another deployment', async () => {
    const { page } = await pageOf(eventOf({ ask: false }));
    expect(page.match(/<li>/g)).toHaveLength(3);
  });

  it('tells of missed rounds by the alarm that tells them, and not by the part of it', async () => {
    const alarms = ['picket-test missed 1h', 'picket-test quiet 1h'];
    const { page } = await pageOf(eventOf({ ask: false }), {
      ringing: async () => alarms.map((alarm) => standingOf(alarm, '2026-11-20T09:00:00Z')),
    });
    expect(page.match(/<li>/g)).toHaveLength(1);
  });

  it('says so when nothing rings, and when the alarms cannot be read, which is not the same', async () => {
    const quiet = await pageOf(eventOf({ ask: false }), { ringing: async () => [] });
    expect(quiet.text).toContain('No alarm rings');
    const blind = await pageOf(eventOf({ ask: false }), { ringing: () => Promise.reject(new Error('Rate exceeded')) });
    expect(blind.text).toContain('The alarms could not be read: Rate exceeded.');
    expect(blind.text).not.toContain('No alarm rings');
  });

  it('offers what rings first', async () => {
    const { page } = await pageOf(eventOf({ ask: false }));
    expect(page).toContain('<option value="example.org" selected>');
    const quiet = await pageOf(eventOf({ ask: false }), { ringing: async () => [] });
    expect(quiet.page).toContain('<option value="all" selected>all 2 targets</option>');
  });

  it('offers no choice where there is none', async () => {
    const one = new Map([['example.org', { kind: 'zone', zone: 'example.org' } as const]]);
    const { page } = await pageOf(eventOf({ ask: false }), { targets: one, ringing: async () => [] });
    expect(page.match(/<option /g)).toHaveLength(1);
    expect(page).toContain('<option value="example.org">');
  });

  it('lists 20 alarms of a storm and counts the others', async () => {
    const storm = Array.from({ length: 50 }, (_, index) => standingOf(`picket-test unsure zone${index}`, '2026-11-20T09:00:00Z'));
    const { page, text } = await pageOf(eventOf({ ask: false }), { ringing: async () => storm });
    expect(page.match(/<li>/g)).toHaveLength(20);
    expect(text).toContain('30 more alarms ring.');
  });

  it('does not lose in a storm that Picket itself is blind', async () => {
    const history = { namespace: 'Picket/test', name: 'Critical', statistic: 'Average', periodSeconds: 300 };
    const storm = Array.from({ length: 50 }, (_, index) => ({
      ...standingOf(`picket-test critical serial zone${index}.org`, '2026-11-20T09:00:00Z'),
      history: { ...history, dimensions: { Target: `zone${index}.org`, Check: 'serial' } },
    }));
    const blind = { ...standingOf('picket-test blind', '2026-11-20T09:00:00Z'), says: 'No quorum can be trusted.' };
    const { page, text } = await pageOf(eventOf({ ask: false }), { ringing: async () => [...storm, blind] });
    expect(page.match(/<li>/g)).toHaveLength(20);
    expect(text).toMatch(/What rings critical zone0\.org , .* No quorum can be trusted\..* 31 more alarms ring\./);
  });

  it('documents itself and does nothing else', async () => {
    const ringing = vi.fn();
    const { page, orders } = await pageOf({ describe: true, ask: true }, { ringing });
    expect(page).toMatch(/^## Picket\n[\s\S]*``` yaml\n/);
    expect([orders, ringing.mock.calls]).toEqual([[], []]);
  });

  it.each(ODD_EVENTS.map((event) => [JSON.stringify(event), event]))('shows a page for the event %s', async (_text, event) => {
    const { page, orders } = await pageOf(event);
    expect(page).toMatch(/^<div class="pw cwdb-no-default-styles"/);
    expect(page).not.toContain('<script');
    expect(orders).toEqual([]);
  });
});

describe('the button', () => {
  it('calls the function again, with parameters that are JSON, just behind its element', async () => {
    const { page } = await pageOf(eventOf({ ask: false, targets: ['example.org'] }));
    const [, content = ''] =
      /<\/button><cwdb-action action="call" display="widget" endpoint="[^"]+">([^<]*)<\/cwdb-action>/.exec(page) ?? [];
    expect(page).toContain(`endpoint="${ENDPOINT}"`);
    expect(JSON.parse(content.replaceAll('&quot;', '"'))).toEqual({ ask: true, targets: ['example.org'] });
  });

  it('asks every vantage once, for now, and publishes nothing', async () => {
    const { orders } = await pageOf(eventOf({ target: 'all' }));
    expect(orders.map(({ vantage }) => vantage)).toEqual(VANTAGES);
    for (const order of orders) {
      expect(order).toMatchObject({ publish: false, slot: '2026-11-20T10:04:00.000Z' });
      expect(order.targets).toHaveLength(2);
    }
  });

  it('shows serial, refresh age and days left from every vantage, and which one did not answer', async () => {
    const { text } = await pageOf(eventOf({ target: 'all' }));
    expect(text.match(/serial 2026111401 refreshed 6 d 3 h ago/g)).toHaveLength(4);
    expect(text.match(/61 days left/g)).toHaveLength(4);
    expect(text.match(/no answer from af-south-1: the probe did not answer within 28 s/g)).toHaveLength(2);
    expect(text).toContain('Seen from ap-southeast-2, eu-central-1, us-east-1 (3 of 5).');
  });

  it.each([
    ['another zone', 'example.net', 'example.net is no target of this deployment.'],
    ['no name', '', 'is empty'],
    ['an address', '192.0.2.1', 'is an address'],
  ])('does not go to %s', async (_what, target, said) => {
    const { text, orders } = await pageOf(eventOf({ target }));
    expect(orders).toEqual([]);
    expect(text).toContain(said);
  });

  it('asks about the target as it was declared', async () => {
    const declared: Target = { kind: 'zone', zone: 'example.org', serials: 'independent' };
    const { orders } = await pageOf(eventOf({ target: ' Example.ORG. ' }), { targets: new Map([['example.org', declared]]) });
    expect(orders[0]?.targets).toEqual([declared]);
  });

  it('asks about ten of many, and says so; of more than a hundred a name is typed', async () => {
    const many = (count: number) =>
      new Map(Array.from({ length: count }, (_, at) => [`z${at}.org`, { kind: 'zone', zone: `z${at}.org` }]));
    const some = await pageOf(eventOf({ target: 'all' }), { targets: many(30) });
    expect(some.orders[0]?.targets).toHaveLength(MOST_ASKED);
    expect(some.text).toContain('The first 10 of 30 targets were asked');
    const all = await pageOf(eventOf({ target: 'z777.org' }), { targets: many(1000) });
    expect(all.page).toContain('<input id="pw-target" name="target" type="text" value="z777.org"');
    expect(all.orders[0]?.targets).toEqual([{ kind: 'zone', zone: 'z777.org' }]);
  });
});

describe('the forecast on the widget', () => {
  it('is put together from the vantages for each declared certificate, with what decides, and is asked for by the button alone', async () => {
    const { text, orders } = await pageOf(eventOf({ target: 'example.org' }));
    expect(orders[0]?.checks).toEqual(
      expect.arrayContaining(['nameservers', 'secondary', 'delegation', 'caa', 'dns-01', 'dnssec']),
    );
    expect(orders[0]?.checks).not.toContain('issuance');
    expect(text).toMatch(
      /Would a CA issue, asked now\? RISKY An order for example\.org, \*\.example\.org at letsencrypt\.org by dns-01 would pass only by luck: the chance is about \d+ %\. RISKY from us-east-1, eu-central-1, ap-southeast-2, sa-east-1; not measured from af-south-1\. Because: ns2\.example\.net/,
    );
    expect(text).toMatch(
      /BLOCKED An order for www\.example\.org at pki\.goog by http-01 would likely fail, as seen from all 4 vantages that could tell\./,
    );
    expect(text).toContain('4 of 5 vantages could tell. That is fewer than the 5 places that a CA asks from.');
    expect(text.match(/The CAA records of example\.org/g)).toHaveLength(1); // the tables show their own checks alone
    const loaded = await pageOf(eventOf({ ask: false }));
    expect(loaded.text).not.toContain('Would a CA issue');
  });

  it('says that nothing could be found out where no vantage answers', async () => {
    const { text } = await pageOf(eventOf({ target: 'example.org' }), { ask: () => Promise.reject(new Error('down')) });
    expect(text).toContain(
      'UNKNOWN Whether an order for example.org, *.example.org at letsencrypt.org by dns-01 would pass could not be found out.',
    );
    expect(text).toContain('None of 5 vantages could tell.');
    expect(text).not.toContain('READY');
  });

  it('is left out, with its checks, where no certificate is declared', async () => {
    const bare = new Map<string, Target>([['example.org', { kind: 'zone', zone: 'example.org' }]]);
    const { text, orders } = await pageOf(eventOf({ target: 'example.org' }), { targets: bare });
    expect(text).not.toContain('Would a CA issue');
    expect(orders[0]?.checks).not.toContain('caa');
  });

  it('shows six certificates of many', async () => {
    const certificates = Array.from({ length: 9 }, (_, at) => ({
      names: [`h${at}.example.org`],
      ca: 'pki.goog',
      method: 'http-01' as const,
    }));
    const many = new Map<string, Target>([['example.org', { kind: 'zone', zone: 'example.org', certificates }]]);
    const { text } = await pageOf(eventOf({ target: 'example.org' }), { targets: many });
    expect(text.match(/ an order for h\d/g)).toHaveLength(6);
    expect(text).toContain('3 more certificates');
  });
});
