import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlarmState, type Breach, evaluationRange, nextState, type Patience } from '../../../lab/aws/alarm.ts';

const STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

/** `0` well, `X` breaching, `-` missing, newest on the right, as the User Guide writes them. */
function pointsOf(text: string): Breach[] {
  return text.split(' ').map((sign) => (sign === '-' ? undefined : sign === 'X'));
}

type Row = readonly [points: string, missing: string, ignore: string, breaching: string, notBreaching: string];

const RETAIN = 'retain current state';

// CloudWatch User Guide, "How alarm state is evaluated when data is missing", both tables:
// github.com/awsdocs/amazon-cloudwatch-user-guide, doc_source/AlarmThatSendsEmail.md at b355497 (May 2023).
const THREE_OF_THREE: readonly Row[] = [
  ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
  ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
  ['- - - - -', 'INSUFFICIENT_DATA', RETAIN, 'ALARM', 'OK'],
  ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['- - X - -', 'ALARM', RETAIN, 'ALARM', 'OK'],
];
const TWO_OF_THREE: readonly Row[] = [
  ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - X -', 'ALARM', RETAIN, 'ALARM', 'OK'],
];

describe("AWS's published tables of missing data", () => {
  const cases = [...THREE_OF_THREE.map((row) => [3, row] as const), ...TWO_OF_THREE.map((row) => [2, row] as const)].flatMap(
    ([m, [points, ...cells]]) =>
      cells.flatMap((cell, index) =>
        STATES.map((previous) => [m, points, TREATMENTS[index] ?? 'missing', previous, cell] as const),
      ),
  );

  it.each(cases)('%i of 3, %s, %s, from %s: %s', (datapointsToAlarm, points, treatMissingData, previous, cell) => {
    const patience = { evaluationPeriods: 3, datapointsToAlarm, treatMissingData };
    expect(nextState(pointsOf(points), patience, previous)).toBe(cell === RETAIN ? previous : cell);
  });
});

describe('an alarm over a run of slots', () => {
  const patience: Patience = { evaluationPeriods: 3, datapointsToAlarm: 2, treatMissingData: 'ignore' };

  it.each([
    ['does not ring for one bad slot', '0 0 0 0 X', 'OK', 'OK'],
    ['rings at the second of three', '0 0 0 X X', 'OK', 'ALARM'],
    ['is over at the second good slot', '0 X X 0 0', 'ALARM', 'OK'],
    ['is not over at the first good slot', '0 0 X X 0', 'ALARM', 'ALARM'],
    ['stays as it is when all fall silent', '- - - - -', 'ALARM', 'ALARM'],
    ['waits for more when only the newest slot is known, and bad', '- - - - X', 'INSUFFICIENT_DATA', 'INSUFFICIENT_DATA'],
    ['is well as soon as one slot is known to be', '- - - - 0', 'INSUFFICIENT_DATA', 'OK'],
  ] as const)('%s', (_, points, previous, expected) => {
    expect(nextState(pointsOf(points), patience, previous)).toBe(expected);
  });

  it('is over on the fourth silent slot when data is sent only in case of trouble', () => {
    const sparse: Patience = { ...patience, treatMissingData: 'notBreaching' };
    const seen = ['0 X X X X', 'X X X X -', 'X X X - -', 'X X - - -', 'X - - - -'];
    expect(seen.map((points) => nextState(pointsOf(points), sparse, 'ALARM'))).toEqual([
      'ALARM',
      'ALARM',
      'ALARM',
      'ALARM',
      'OK',
    ]);
  });
});

const patiences = fc
  .record({ evaluationPeriods: fc.integer({ min: 1, max: 6 }), treatMissingData: fc.constantFrom(...TREATMENTS), m: fc.nat() })
  .map(({ evaluationPeriods, treatMissingData, m }): Patience => {
    return { evaluationPeriods, treatMissingData, datapointsToAlarm: 1 + (m % evaluationPeriods) };
  });
const states = fc.constantFrom(...STATES);

function rangesOf(patience: Patience, point: fc.Arbitrary<Breach>) {
  const length = evaluationRange(patience.evaluationPeriods);
  return fc.array(point, { minLength: length, maxLength: length });
}

const situations = patiences.chain((patience) =>
  fc.record({
    patience: fc.constant(patience),
    points: rangesOf(patience, fc.constantFrom(true, false, undefined)),
    previous: states,
  }),
);

describe('the evaluator', () => {
  it('never leaves ALARM because one more point breaches', () => {
    fc.assert(
      fc.property(situations, fc.nat(), ({ patience, points, previous }, pick) => {
        const wells = points.flatMap((point, index) => (point === false ? [index] : []));
        fc.pre(wells.length > 0);
        const worse = points.with(wells[pick % wells.length] ?? 0, true);
        const [before, after] = [points, worse].map((range) => nextState(range, patience, previous));
        expect(before === 'ALARM' && after !== 'ALARM').toBe(false);
      }),
    );
  });

  it('never changes anything with `ignore` while all is missing', () => {
    fc.assert(
      fc.property(patiences, states, (patience, previous) => {
        const points = Array<Breach>(evaluationRange(patience.evaluationPeriods)).fill(undefined);
        expect(nextState(points, { ...patience, treatMissingData: 'ignore' }, previous)).toBe(previous);
      }),
    );
  });

  it('asks how to treat missing data only where data is missing', () => {
    fc.assert(
      fc.property(
        situations,
        states,
        fc.constantFrom(...TREATMENTS),
        ({ patience, points, previous }, other, treatMissingData) => {
          fc.pre(points.filter((point) => point !== undefined).length >= patience.evaluationPeriods);
          expect(nextState(points, { ...patience, treatMissingData }, other)).toBe(nextState(points, patience, previous));
        },
      ),
    );
  });

  it('is INSUFFICIENT_DATA only from `missing`, or because it was', () => {
    fc.assert(
      fc.property(situations, ({ patience, points, previous }) => {
        fc.pre(patience.treatMissingData !== 'missing' && previous !== 'INSUFFICIENT_DATA');
        expect(nextState(points, patience, previous)).not.toBe('INSUFFICIENT_DATA');
      }),
    );
  });

  it('settles: the same points a second time change nothing', () => {
    fc.assert(
      fc.property(situations, ({ patience, points, previous }) => {
        const once = nextState(points, patience, previous);
        expect(nextState(points, patience, once)).toBe(once);
      }),
    );
  });
});
