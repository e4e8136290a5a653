import { beforeAll, describe, expect, it } from 'vitest';
import { type Played, play } from '../../bench/week/drive.ts';
import { type Figures, figuresOf, quantile } from '../../bench/week/figures.ts';
import { diceOf, type Fault, faultsOf, type Weather } from '../../bench/week/script.ts';
import { synthesise } from '../../bench/week/stage.ts';

const START = new Date('2026-11-20T00:00:00Z');
const at = (minute: number) => START.getTime() + minute * 60_000;
const VANTAGES = ['us-east-1', 'eu-central-1', 'ap-southeast-2'];
const ZONES = ['a.example', 'b.example', 'c.example'];

const FAULTS: readonly Fault[] = [
  { kind: 'zone down', zones: ['a.example'], start: at(20), end: at(60) },
  { kind: 'shared server', zones: ZONES, start: at(150), end: at(200) },
];
const WEATHER: Weather = {
  lost: 0.01,
  twice: 0.2,
  noise: 0.002,
  missed: 0,
  blind: { vantage: 'us-east-1', start: at(80), end: at(140) },
  gone: { vantage: 'us-east-1', start: at(0), end: at(0) },
};

describe('four hours of three zones, played', () => {
  let played: Played;
  let figures: Figures;
  beforeAll(async () => {
    const stacks = synthesise({
      deployment: 'week',
      home: 'eu-west-1',
      vantages: VANTAGES,
      zones: ZONES,
      alerts: { page: ['on-call@ops.invalid'], mail: ['hostmaster@ops.invalid'] },
    });
    played = await play({
      stacks,
      vantages: VANTAGES,
      start: START,
      minutes: 240,
      faults: FAULTS,
      weather: WEATHER,
      modes: '',
      seed: 1,
    });
    figures = figuresOf(played, FAULTS, WEATHER);
  }, 120_000);

  it('miss no fault, and ring for none that is none, though one vantage is blind and votes come twice', () => {
    expect(figures).toMatchObject({ faults: 4, missed: 0, untold: 0, falseAlarms: 0, falseLetters: 0, failures: 0 });
  });

  it('tell within a quarter of an hour', () => {
    expect(quantile(figures.letterAfter, 1)).toBeLessThan(15);
  });

  it('tell a server that all zones share once, and its recovery once', () => {
    const subjects = played.letters.map(({ subject = '' }) => subject.split(':')[0]);
    expect(subjects).toEqual(['CRITICAL a.example', 'RECOVERED a.example', 'CRITICAL 3 zones', 'RECOVERED 3 zones']);
    expect(played.letters[3]?.subject).toMatch(/ns2\.shared\.example\/192\.0\.2\.53 is well again after \d+ min/);
  });
});

describe('the script', () => {
  it('is the same in every run, and keeps the faults of a zone apart', () => {
    const faults = () => faultsOf(ZONES, at(0), at(7 * 1440), 60, diceOf(7));
    expect(faults()).toEqual(faults());
    const ofOne = faults()
      .filter(({ zones }) => zones.includes('a.example'))
      .toSorted((a, b) => a.start - b.start);
    expect(ofOne.length).toBeGreaterThan(5);
    expect(ofOne.every((one, index) => index === 0 || one.start > (ofOne[index - 1]?.end ?? 0))).toBe(true);
  });
});
