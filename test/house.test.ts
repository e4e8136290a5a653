import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../functions/checks/registry.ts';
import { WORDS } from '../functions/checks/words.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** Who may import whom; the first room that matches a file's path is the room it lives in. */
const ROOMS: readonly { room: string; may: readonly string[] }[] = [
  { room: 'functions/core', may: ['functions/core'] },
  { room: 'functions/checks', may: ['functions/core', 'functions/checks'] },
  { room: 'functions/net', may: ['functions/core', 'functions/net'] },
  { room: 'functions/publish', may: ['functions/core', 'functions/publish'] },
  { room: 'functions/run.ts', may: ['functions/core'] },
  { room: 'functions', may: ['functions'] },
  // What is deployed is known to these alone: the bill is counted in the stacks, and a deployment is named by its configuration.
  { room: 'cli/cost.ts', may: ['cli', 'functions/core', 'cdk/cost.ts'] },
  { room: 'cli/configuration.ts', may: ['functions/core', 'cdk/config.ts'] },
  { room: 'cli', may: ['cli', 'functions', 'lab'] },
  { room: 'cdk', may: ['cdk', 'functions/core', 'functions/checks', 'picket.config.ts'] },
  { room: 'picket.config.ts', may: ['cdk/config.ts'] },
  { room: 'lab', may: ['lab', 'functions/core'] },
  // The comparison with other tools looks at the servers of the integration suites.
  { room: 'bench', may: ['bench', 'lab', 'functions', 'test/integration'] },
];

/** Packages that have one door in the house, and the only files of `functions` that may open it. */
const DOORS: readonly { module: RegExp; room: RegExp }[] = [
  { module: /^dns-packet$/, room: /^functions\/net\/message\.ts$/ },
  { module: /^node-forge/, room: /^lab\// },
  { module: /^@aws-sdk\//, room: /^functions\/publish\// },
  { module: /^ipaddr\.js$/, room: /^(lab|test)\// },
  { module: /^node:(net|tls|dgram|dns|http|https)$/, room: /^functions\/net\/|^functions\/core\/(target|address|pool)\.ts$/ },
];

const IMPORT = /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)\s*import\s*'([^']+)'/g;

function files(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .map((name) => join(folder, name));
}

const SOURCES = [...['functions', 'cli', 'cdk', 'lab', 'bench'].flatMap(files), 'picket.config.ts'];

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

const isIn = (file: string, room: string) => file === room || file.startsWith(`${room}/`);

describe('the house', () => {
  it('imports only along the line', () => {
    const strays = SOURCES.flatMap((file) => {
      const home = ROOMS.find(({ room }) => isIn(file, room));
      return importsOf(file)
        .filter((target) => target.startsWith('.'))
        .map((target) => relative(ROOT, resolve(ROOT, dirname(file), target)))
        .filter((target) => !home?.may.some((room) => isIn(target, room)))
        .map((target) => `${file} imports ${target}`);
    });
    expect(strays).toEqual([]);
  });

  it('opens each package at its own door only', () => {
    const strays = SOURCES.filter((file) => file.startsWith('functions/')).flatMap((file) =>
      importsOf(file)
        .filter((target) => DOORS.some(({ module, room }) => module.test(target) && !room.test(file)))
        .map((target) => `${file} imports ${target}`),
    );
    expect(strays).toEqual([]);
  });

  it('lets core and checks import no package at all', () => {
    const strays = SOURCES.filter((file) => /^functions\/(core|checks)\//.test(file)).flatMap((file) =>
      importsOf(file)
        .filter((target) => !target.startsWith('.') && !target.startsWith('node:') && !/^tldts/.test(target))
        .map((target) => `${file} imports ${target}`),
    );
    expect(strays).toEqual([]);
  });

  it('registers every check file under its own name', () => {
    const named = files('functions/checks')
      .map((file) => basename(file, '.ts'))
      .filter((name) => name !== 'registry' && name !== 'words');
    expect(CHECKS.map(({ name }) => name).sort()).toEqual(named.sort());
  });

  it('has a test for every check, under its name', () => {
    const tested = files('test/functions/checks').map((file) => basename(file));
    expect(CHECKS.map(({ name }) => name).filter((name) => !tested.includes(`${name}.test.ts`))).toEqual([]);
  });

  it('gives every code to one check alone', () => {
    const codes = CHECKS.flatMap(({ meanings }) => Object.keys(meanings)).filter((code) => !code.startsWith('sys.'));
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  it('takes for an echo no code that nobody may emit', () => {
    const codes = CHECKS.flatMap(({ meanings }) => Object.keys(meanings));
    const echoes = CHECKS.flatMap(({ meanings }) => Object.values(meanings).flatMap(({ implies = [] }) => implies));
    expect(echoes.length).toBeGreaterThan(0);
    expect(echoes.filter((code) => !codes.includes(code))).toEqual([]);
  });

  it('has words for every code of every check, and for no other', () => {
    const codes = (of: Readonly<Record<string, object>>) => Object.keys(of).sort();
    const told = Object.fromEntries(CHECKS.map(({ name, meanings }) => [name, codes(meanings)]));
    expect(Object.fromEntries(Object.entries(WORDS).map(([name, chapter]) => [name, codes(chapter.codes)]))).toEqual(told);
  });

  it('has no room called util, helper, manager or common', () => {
    expect(SOURCES.filter((file) => /(util|helper|manager|common)s?[./]/i.test(file))).toEqual([]);
  });
});
