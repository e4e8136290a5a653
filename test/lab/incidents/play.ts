import { CHECKS } from '../../../functions/checks/registry.ts';
import { WORDS } from '../../../functions/checks/words.ts';
import { inWords } from '../../../functions/core/in-words.ts';
import type { Told } from '../../../functions/core/report.ts';
import type { Target } from '../../../functions/core/target.ts';
import { openNet } from '../../../functions/net/net.ts';
import { run } from '../../../functions/run.ts';
import { authority, type Identity, mint, sentWith } from '../../../lab/certificate.ts';
import { type CtOptions, openCt } from '../../../lab/ct.ts';
import { type Internet, startInternet } from '../../../lab/internet.ts';
import type { Vice } from '../../../lab/vice.ts';

/** What Picket said at one moment of an incident. */
export interface Scene {
  readonly title: string;
  /** ISO 8601. */
  readonly at: string;
  /** Codes that must be the headlines, and no others. */
  readonly expects: readonly string[];
  readonly headlines: readonly Told[];
}

/** An incident on the lab's clock: things happen, and now and then Picket looks with every check. */
export interface Play {
  readonly internet: Internet;
  /** Whatever is opened for the play ends with it. */
  readonly stack: AsyncDisposableStack;
  readonly clock: () => Date;
  /** Lets the clock leap to a moment, ISO 8601. */
  until(at: string): void;
  /** Looks at the targets; with a log also into Certificate Transparency. */
  look(title: string, expects: readonly string[], targets: readonly Target[], log?: CtOptions): Promise<void>;
}

/** A public post-mortem as a play. */
export interface Incident {
  readonly name: string;
  readonly title: string;
  /** When it began. */
  readonly begins: string;
  /** When it began to hurt. */
  readonly outageAt: string;
  play(play: Play): Promise<void>;
}

const CA = authority('Acme Trust');

/** Plays an incident from its beginning to its end, in a lab of its own. */
export async function replay({ begins, play }: Incident): Promise<readonly Scene[]> {
  const scenes: Scene[] = [];
  let now = new Date(begins);
  const clock = () => now;
  await using stack = new AsyncDisposableStack();
  const internet = stack.use(await startInternet({ clock }));
  const look: Play['look'] = async (title, expects, targets, log) => {
    const { roots, port } = internet;
    const net = openNet({ roots, port, allowPrivate: true, trust: [CA.root.chain] });
    await using ct = log === undefined ? undefined : await openCt(log);
    const transparency = ct && [
      { api: 'Cert Spotter' as const, url: ct.certSpotter },
      { api: 'crt.sh' as const, url: ct.crtSh },
    ];
    const seen = targets.map((target) => (target.kind === 'zone' && transparency ? { ...target, transparency } : target));
    const only = ct && CHECKS.map(({ name }) => name);
    const reports = inWords(await run({ vantage: 'lab', targets: seen, ...(only && { only }) }, CHECKS, net, now), WORDS);
    const told = reports.flatMap(({ findings }) => findings);
    const headlines = told.filter(({ echoes }) => echoes === undefined);
    scenes.push({ title, at: now.toISOString(), expects, headlines });
  };
  const until = (at: string) => {
    now = new Date(at);
  };
  await play({ internet, stack, clock, until, look });
  return scenes;
}

/** A certificate that the lab's clients trust, of 90 days unless told otherwise. */
export function certified(issuedAt: string, ...names: string[]): Identity {
  const notBefore = new Date(issuedAt);
  const notAfter = new Date(notBefore.getTime() + 90 * 86_400_000);
  return sentWith(mint({ names, notBefore, notAfter, issuer: CA.intermediate, key: 'EC P-256' }), CA.intermediate);
}

/** What Traefik shows while it has no certificate. */
export function placeholder(issuedAt: string): Identity {
  const notBefore = new Date(issuedAt);
  const notAfter = new Date(notBefore.getTime() + 365 * 86_400_000);
  return mint({ commonName: 'TRAEFIK DEFAULT CERT', names: ['1f.2e.traefik.default'], notBefore, notAfter, keySlot: 'traefik' });
}

/** A vice that comes and goes while the servers run. */
export function passing(): { readonly vice: Vice; now: Vice | undefined } {
  const mood: { vice: Vice; now: Vice | undefined } = {
    now: undefined,
    vice: (honest) => {
      let worn: Vice | undefined;
      let answer = honest;
      return (query, transport, from) => {
        // Once for each change of mood, since some vices remember what they were asked.
        if (worn !== mood.now) answer = mood.now === undefined ? honest : mood.now(honest);
        worn = mood.now;
        return answer(query, transport, from);
      };
    },
  };
  return mood;
}
