import type { Report } from '../functions/core/report.ts';
import { nameOf } from '../functions/core/target.ts';
import { DIALECT_NEEDS } from '../test/integration/dialect-servers.ts';
import { whatIsMissing } from '../test/integration/namespace.ts';
import { TLS_SERVERS } from '../test/integration/tls-servers.ts';
import type { Case } from './compared/case.ts';
import { CASES } from './compared/cases.ts';
import { NEEDED, REFEREES, startExporter, targetOf, type Verdict } from './compared/referees.ts';
import { type Ground, openGround } from './compared/servers.ts';

/*
 * What Picket and four other tools say of the same real servers, side by side, as `docs/compared.md`. Servers and tools run in a network namespace
 * of their own; nothing leaves it. It fails where tools disagree and no case says why.
 *
 *   node bench/compared.ts > docs/compared.md
 */
const INTRODUCTION = `# Side by side

The same real servers, looked at by Picket and by four tools that people use for this. Written by \`node bench/compared.ts\`, which starts nginx, haproxy,
Dovecot, Postfix, Prosody, MariaDB, INN, vsftpd and InspIRCd in a network namespace and asks every tool about each; only the sentences under the table were
written by hand. \`not spoken\`: the tool's help does not list the protocol.

All tools trust the lab's root and are told the host's name. Picket gets a name and finds the addresses itself; the others are given one address.
check_ssl_cert has 20 and 7 days as its thresholds. blackbox_exporter judges no dates before they are over: the days that it measures stand in brackets.
testssl.sh is asked for the certificate alone (\`-S --fast\`).
`;

/** What Picket says of every case, in one run. */
async function picketOn(cases: readonly Case[], { namespace, trust, hints }: Ground): Promise<ReadonlyMap<string, Verdict>> {
  const urls = [...new Set(cases.map((one) => nameOf(targetOf(one))))];
  const options = ['--json', '--only', 'certificate', '--roots', hints, '--trust', trust];
  const { stdout, stderr } = await namespace.picket('check', ...urls, ...options);
  if (stdout === '') throw new Error(stderr);
  const reports = JSON.parse(stdout) as readonly Report[];
  return new Map(reports.map((report) => [nameOf(report.target), verdictOf(report)]));
}

function verdictOf({ findings }: Report): Verdict {
  if (findings.length === 0) return { complains: false, words: 'ok' };
  const words = findings.map(({ severity, code }) => `${severity}: \`${code}\``);
  return { complains: true, words: [...new Set(words)].join('; ') };
}

/** Looks until the mail servers, which start slowest, are up. */
async function settled(ground: Ground): Promise<ReadonlyMap<string, Verdict>> {
  for (let tries = 0; ; tries++) {
    const verdicts = await picketOn(CASES, ground);
    const down = CASES.filter((one) => one.title.startsWith('good') && verdicts.get(nameOf(targetOf(one)))?.complains === true);
    if (down.length === 0 || tries === 30) return verdicts;
  }
}

/** Cases under way at once; testssl.sh alone keeps a core busy. */
const LANES = 3;

/** What the other tools say, by the number of the case. */
async function askAll(ground: Ground): Promise<readonly (readonly Verdict[])[]> {
  await startExporter(ground, CASES);
  const heard: (readonly Verdict[])[] = [];
  const left = [...CASES.entries()];
  const lane = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, one] = next;
      heard[index] = await Promise.all(REFEREES.map((referee) => referee.ask(one, ground, index)));
      process.stderr.write(`${one.server}, ${one.title}: ${heard[index].map(({ words }) => words).join(' | ')}\n`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return heard;
}

async function compare(ground: Ground): Promise<void> {
  const ours = await settled(ground);
  const heard = await askAll(ground);
  const rows: string[] = [];
  const notes: string[] = [];
  let unexplained = 0;
  for (const [index, one] of CASES.entries()) {
    const own = ours.get(nameOf(targetOf(one))) ?? { complains: true, words: 'no report' };
    const others = heard[index] ?? [];
    const disagree = others.some(({ complains }) => complains !== undefined && complains !== own.complains);
    if (disagree) notes.push(`${notes.length + 1}. *${one.server}, ${one.title}.* ${one.why ?? 'UNEXPLAINED'}`);
    if (disagree && one.why === undefined) unexplained += 1;
    const cells = [own, ...others].map(({ words }) => words.replaceAll('|', '\\|'));
    const mark = disagree ? ` (${notes.length})` : '';
    rows.push(`| ${[`${one.server}, ${one.scheme}`, `${one.title}${mark}`, ...cells].join(' | ')} |`);
  }
  const titles = ['Server', 'Case', 'Picket', ...REFEREES.map(({ name }) => name)];
  const table = [`| ${titles.join(' | ')} |`, `|${' --- |'.repeat(titles.length)}`, ...rows].join('\n');
  console.log(`${INTRODUCTION}\n${table}\n\n## Where they disagree\n\n${notes.join('\n')}`);
  if (unexplained > 0) throw new Error(`${unexplained} disagreements are not explained`);
}

const missing = whatIsMissing({ ...TLS_SERVERS, ...DIALECT_NEEDS, ...NEEDED });
if (missing !== '') throw new Error(`the comparison needs: ${missing}`);
const ground = await openGround();
try {
  await compare(ground);
} finally {
  await ground.namespace[Symbol.asyncDispose]();
}
