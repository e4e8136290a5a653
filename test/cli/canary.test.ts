import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer } from '../../cli/program.ts';
import { worldOf } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'picket-canary-'));
const key = join(folder, 'canary.key');

beforeAll(() => writeFileSync(key, 'key "canary" { algorithm hmac-sha256; secret "c2VjcmV0c2VjcmV0"; };\n'));
afterAll(() => rmSync(folder, { recursive: true }));

/** `picket canary write example.org` at a port where nobody listens. */
async function write(...args: readonly string[]) {
  const { world, told } = worldOf();
  const usual = ['--server', '127.0.0.1', '--port', '1', '--key-file', key, '--once'];
  const code = await answer(['canary', 'write', 'example.org', ...usual, ...args], world);
  return { code, ...told };
}

describe('picket canary write', () => {
  it.each([
    ['of a blank', 'a b.example.org', "--name: 'a b.example.org' has the label 'a b'"],
    ['of two dots', 'a..example.org', 'has an empty label'],
    ['elsewhere', '_beat.example.net', "--name: '_beat.example.net' does not lie in example.org"],
    ['of the zone itself, whose TXT records it would replace', 'EXAMPLE.org.', 'would replace'],
    ['of a challenge, which it would replace', '_acme-challenge.www.example.org', 'would replace'],
  ])('writes nothing at a name %s', async (_sentence, name, sentence) => {
    const { code, out, err } = await write('--name', name);
    expect([code, out]).toEqual([3, '']);
    expect(err).toContain(sentence);
  });

  it.each(['127.0.0.1:53', 'ns1.example.org:53', 'https://ns1.example.org'])('asks no server %s', async (server) => {
    const { code, err } = await write('--server', server);
    expect([code, err]).toEqual([3, `picket: --server: expected the primary's name or address, such as ns1.example.org\n`]);
  });

  it.each(['_beat.example.org.', '_BEAT.example.org', 'beat.example.org'])('writes at %s', async (name) => {
    const { code, err } = await write('--name', name);
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^picket: _?beat\.example\.org was not written: 127\.0\.0\.1 port 1: /),
    ]);
  });
});
