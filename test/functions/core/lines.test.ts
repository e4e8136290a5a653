import { describe, expect, it } from 'vitest';
import { WORDS } from '../../../functions/checks/words.ts';
import { partsOf, stepLines } from '../../../functions/core/lines.ts';

const LONG = `dig +norec +tcp +bufsize=1232 SOA ${'very-long-label.'.repeat(4)}example.org @2001:db8::53`;

describe('a step', () => {
  it.each<[string, string, readonly string[]]>([
    ['that is a command is left whole, however long', LONG, [`1. ${LONG}`]],
    [
      'has every command on a line of its own',
      'From the secondary: `dig SOA a.example` and `dig AXFR a.example`',
      ['1. From the secondary:', '     dig SOA a.example', '     dig AXFR a.example'],
    ],
    [
      'goes on after a command',
      "Is it there? `ss -lntp 'sport = :53'` If so, look at the firewall.",
      ['1. Is it there?', "     ss -lntp 'sport = :53'", '   If so, look at the firewall.'],
    ],
    ['keeps a setting within its sentence', 'Set `notify yes`, there.', ['1. Set `notify yes`, there.']],
    [
      'loses the words between two commands and nothing else',
      'Then `rndc reload`, or `timedatectl` Wait.',
      ['1. Then', '     rndc reload', '     timedatectl', '   Wait.'],
    ],
  ])('%s', (_, step, lines) => {
    expect(stepLines(step, '1. ')).toEqual(lines);
  });

  it('of none is none', () => {
    expect(stepLines('', '1. ')).toEqual([]);
  });
});

describe('the advice of the checks', () => {
  const steps = Object.values(WORDS)
    .flatMap(({ codes }) => Object.values(codes))
    .flatMap(({ advice }) => advice);

  it('has its commands in backticks, or is a command and nothing else', () => {
    const prose = steps.flatMap(partsOf).filter(({ kind }) => kind === 'prose');
    const hidden = prose.filter(({ text }) =>
      /\b(dig [+A-Z@-]|rndc \w|openssl \w|ss -l|kubectl \w|curl -|picket check)/.test(text),
    );
    expect(hidden.map(({ text }) => text)).toEqual([]);
  });

  it('begins a sentence anew behind a command, which stands on a line of its own', () => {
    const later = steps.flatMap((step) => partsOf(step).filter(({ kind }, at) => kind === 'prose' && at > 0));
    expect(later.map(({ text }) => text).filter((text) => /^[,;:.()]/.test(text))).toEqual([]);
  });

  it('is no command with prose behind it', () => {
    const commands = steps.flatMap(partsOf).filter(({ kind }) => kind === 'command');
    expect(
      commands.filter(({ text }) => / (and|or|then|to see|shows?|must|should) |\w: /.test(text)).map(({ text }) => text),
    ).toEqual([]);
  });
});
