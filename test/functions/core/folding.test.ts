import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causeOf, fold } from '../../../functions/core/folding.ts';
import { type Matter, targetsOf } from '../../../functions/core/matter.ts';
import { nameOf } from '../../../functions/core/target.ts';
import { reportOf, toldOf, zoneNamed } from '../sightings.ts';

const WAS = { code: 'dns.secondary.frozen', subject: 'ns2.example.net/192.0.2.53', title: 'It is frozen.' };

interface Kind {
  readonly subject?: string;
  readonly state?: 'ALARM' | 'OK';
  readonly severity?: 'critical' | 'warning';
  readonly unasked?: boolean;
  readonly was?: Matter['was'];
}

const matterOf = (zone: string, { subject, state = 'ALARM', severity = 'critical', unasked = false, was }: Kind = {}): Matter => {
  const target = zoneNamed(zone);
  const findings = subject === undefined || state === 'OK' ? [] : [toldOf({ subject })];
  return {
    target,
    rings: [{ alarm: `a ${zone}`, check: 'secondary', severity, state, says: 'x' }],
    reports: unasked ? [] : [reportOf('us-east-1', 'secondary', findings, { target })],
    absent: [],
    single: [],
    occasion: 'change',
    ...(was && { was }),
  };
};
const many = (count: number, kind: Kind, from = 0) =>
  Array.from({ length: count }, (_, index) => matterOf(`zone${from + index}.example`, kind));
const own = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) =>
    matterOf(`zone${from + index}.example`, { subject: `zone${from + index}.example` }),
  );
const sizes = (matters: readonly Matter[]) =>
  fold(matters).map((matter) => `${targetsOf(matter).length} ${matter.kinship ?? 'alone'}`);

const NS1 = { subject: 'ns1.example.net/192.0.2.1' };
const NS2 = { subject: 'ns2.example.net/192.0.2.2' };

describe('fold', () => {
  it.each<[string, readonly Matter[], readonly string[]]>([
    ['leaves one alone', many(1, NS1), ['1 alone']],
    ['joins two behind one server', many(2, NS1), ['2 cause']],
    ['keeps two servers apart', [...many(2, NS1), ...many(2, NS2, 10)], ['2 cause', '2 cause']],
    [
      'keeps a page apart from a mail',
      [...many(2, NS1), ...many(2, { ...NS1, severity: 'warning' }, 10)],
      ['2 cause', '2 cause'],
    ],
    ['keeps five faults of their own apart', own(5), Array(5).fill('1 alone')],
    ['joins six of one kind', own(6), ['6 kind']],
    ['keeps a cause apart from the kind', [...many(3, NS1), ...own(6, 10)], ['3 cause', '6 kind']],
    ['gives the one cause those that nobody looked into', [...many(3, NS1), ...many(4, { unasked: true }, 10)], ['7 cause']],
    [
      'does not guess between two causes',
      [...many(3, NS1), ...many(3, NS2, 10), ...many(6, { unasked: true }, 20)],
      ['3 cause', '3 cause', '6 kind'],
    ],
    ['joins recoveries by what they were', many(3, { state: 'OK', was: WAS }), ['3 cause']],
    [
      'brings home those that remember nothing',
      [...many(2, { state: 'OK', was: WAS }), ...many(2, { state: 'OK' }, 10)],
      ['4 cause'],
    ],
    ['leaves recoveries alone where nothing is remembered', many(3, { state: 'OK' }), Array(3).fill('1 alone')],
    [
      'keeps a recovery apart from an alarm',
      [...many(2, NS1), ...many(2, { state: 'OK', was: WAS }, 10)],
      ['2 cause', '2 cause'],
    ],
  ])('%s', (_, matters, letters) => {
    expect(sizes(matters)).toEqual(letters);
  });

  it('tells every target once, in few letters, whatever comes', () => {
    const kind = fc.record(
      {
        subject: fc.constantFrom('ns1/192.0.2.1', 'ns2/192.0.2.2', 'own'),
        state: fc.constantFrom('ALARM', 'OK'),
        severity: fc.constantFrom('critical', 'warning'),
        unasked: fc.boolean(),
        was: fc.constantFrom(undefined, WAS),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(kind, { maxLength: 200 }), (kinds) => {
        const matters = kinds.map((one, index) => {
          const zone = `zone${index}.example`;
          return matterOf(zone, { ...one, ...(one.subject === 'own' && { subject: zone }) } as Kind);
        });
        const letters = fold(matters);
        const told = letters.flatMap((matter) => targetsOf(matter).map(nameOf));
        expect(told.toSorted()).toEqual(matters.map(({ target }) => nameOf(target)).toSorted());
        expect(letters.length).toBeLessThan(80);
      }),
    );
  });
});

describe('causeOf', () => {
  it('is none where the fault is the target itself', () => {
    expect(own(1).map(causeOf)).toEqual([undefined]);
    expect(many(1, { state: 'OK', was: { ...WAS, subject: 'zone0.example' } }).map(causeOf)).toEqual([undefined]);
  });
});
