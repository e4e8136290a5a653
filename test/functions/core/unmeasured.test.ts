import { describe, expect, it } from 'vitest';
import { isAboutSix, lacksSix } from '../../../functions/core/unmeasured.ts';

describe('a subject', () => {
  it.each<[string, boolean]>([
    ['[2001:db8::1]:443', true],
    ['[::1]:443 (RSA)', true],
    ['ns1.example.net/2001:db8::53', true],
    ['mx.example.org/[2001:db8::25]:25', true],
    ['192.0.2.1:443', false],
    ['ns1.example.net/192.0.2.53', false],
    ['mx.example.org/192.0.2.25:25', false],
    ['example.org', false],
    ['https://cafe.example.org:8443', false],
  ])('%s is about IPv6: %s', (subject, six) => expect(isAboutSix(subject)).toBe(six));
});

describe('a vantage', () => {
  const fact = (subject: string, state: string) => ({ subject, values: { state } });

  it('has no IPv6 where it could ask none of the IPv6 addresses, of which there are some', () => {
    expect(lacksSix([fact('192.0.2.1:443', 'ok'), fact('[2001:db8::1]:443', 'not measured')])).toBe(true);
    expect(lacksSix([fact('[2001:db8::1]:443', 'not measured'), fact('[2001:db8::2]:443', 'timeout')])).toBe(false);
    expect(lacksSix([fact('192.0.2.1:443', 'not measured')])).toBe(false);
    expect(lacksSix([])).toBe(false);
  });
});
