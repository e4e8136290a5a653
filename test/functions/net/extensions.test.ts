import { describe, expect, it } from 'vitest';
import { readExtensions } from '../../../functions/net/extensions.ts';

/** An element of fewer than 128 bytes, from hex to hex. */
const el = (tag: string, ...inside: string[]) => {
  const content = inside.join('');
  return `${tag}${(content.length / 2).toString(16).padStart(2, '0')}${content}`;
};
const sequence = (...inside: string[]) => el('30', ...inside);
const extension = (oid: string, ...inside: string[]) => sequence(el('06', oid), el('04', ...inside));

/** As much of a certificate as is read: version, serial number 05, two fields of the rest, extensions. */
const certificate = (...extensions: string[]) =>
  sequence(
    sequence(el('a0', '020102'), '020105', sequence(), sequence(), el('a3', sequence(...extensions))),
    sequence(),
    '030100',
  );

const KEY = extension('551d23', sequence('8001aa'));
const SEEN = extension('2b06010401d679020402', el('04', '0006', '0001aa', '0001bb'));
const STAPLE = extension('2b06010505070118', sequence('020105'));
const feature = (...inside: string[]) => extension('2b06010505070118', sequence(...inside));

const KEY_IS = { renewalId: 'qg.BQ' };
const SEEN_IS = { timestamps: 2 };
const STAPLE_IS = { mustStaple: true };

describe('readExtensions', () => {
  it.each<[string, string[], object]>([
    ['reads all three', [KEY, SEEN, STAPLE], { ...KEY_IS, ...SEEN_IS, ...STAPLE_IS }],
    [
      'reads them in any order, among others',
      [STAPLE, extension('551d0f', '03020780'), SEEN, KEY],
      { ...KEY_IS, ...SEEN_IS, ...STAPLE_IS },
    ],
    ['reads what is critical', [sequence(el('06', '2b06010505070118'), '0101ff', el('04', sequence('020105')))], STAPLE_IS],
    ['finds nothing in none', [], {}],
    ['knows 2.5.29.35 from 2.5.29.14', [extension('551d0e', sequence('8001aa'))], {}],
    [
      'knows the SCT list from the poison of a precertificate',
      [extension('2b06010401d679020403', el('04', '0006', '0001aa', '0001bb'))],
      {},
    ],
    [
      'names the key by its identifier, not by issuer and serial number',
      [extension('551d23', sequence(el('a1', '8401aa'), '820107'))],
      {},
    ],
    [
      'finds the identifier in front of issuer and serial number',
      [extension('551d23', sequence('8001aa', el('a1', '8401bb'), '820107'))],
      KEY_IS,
    ],
    ['finds status_request behind another feature', [feature('020111', '020105')], STAPLE_IS],
    ['takes no other feature for status_request', [feature('020111')], {}],
    ['does not take feature 261 for status_request, though it ends in the same byte', [feature('02020105')], {}],
    ['leaves out a feature that is no number', [feature('040105')], {}],
    ['leaves out an empty list of logs', [extension('2b06010401d679020402', el('04', '0000'))], {}],
    ['leaves out an extension without content', [sequence(el('06', '551d23')), SEEN], SEEN_IS],
    [
      'leaves out a key identifier that breaks off, and reads the rest',
      [extension('551d23', '30038001'), SEEN, STAPLE],
      { ...SEEN_IS, ...STAPLE_IS },
    ],
    [
      'leaves out logs that are no OCTET STRING, and reads the rest',
      [KEY, extension('2b06010401d679020402', 'ff'), STAPLE],
      { ...KEY_IS, ...STAPLE_IS },
    ],
    [
      'leaves out features of indefinite length, and reads the rest',
      [KEY, SEEN, extension('2b06010505070118', '30800201050000')],
      { ...KEY_IS, ...SEEN_IS },
    ],
  ])('%s', (_, extensions, what) => expect(readExtensions(Buffer.from(certificate(...extensions), 'hex'))).toEqual(what));
});
