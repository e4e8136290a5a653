import { type Family, familyOf } from '../core/address.ts';
import type { Nameserver } from '../core/dns.ts';
import type { Attempt, Failure } from './attempt.ts';

/** Root servers that are asked before silence is believed. Ours: that three of thirteen fail us at once is our own doing. */
const MOST_ROOTS = 3;

type Transport = Attempt['transport'];

/**
 * Tells a silent server from a vantage that hears nobody: over a family and transport from which no answer has come in this run, silence
 * is checked against the root servers. Once per run each.
 */
export interface Control {
  /** Something answered: the way is open. */
  heard(family: Family, transport: Transport): void;
  /** Silence was met: asks the roots now, so that the verdict is there when it is needed. */
  suspect(family: Family, transport: Transport): void;
  /** Why silence proves nothing here; undefined where it counts, as it does where no root server of the family is known. */
  blindness(family: Family, transport: Transport): Promise<Failure | undefined>;
  /** The same without asking: what is known already, so that no more packets go a way that is closed. */
  known(family: Family, transport: Transport): Failure | undefined;
}

/** Opens a control; `answers` puts `. NS` to one root server and tells whether anything came back. */
export function openControl(
  roots: readonly Nameserver[],
  answers: (root: Nameserver, transport: Transport) => Promise<boolean>,
): Control {
  const open = new Set<string>();
  const closed = new Map<string, Failure>();
  const asked = new Map<string, Promise<void>>();
  const keyOf = (family: Family, transport: Transport) => `${family} ${transport}`;
  const askRoots = (family: Family, transport: Transport): Promise<void> => {
    const key = keyOf(family, transport);
    const mine = rootsOf(family, roots);
    if (mine.length === 0 || open.has(key)) return Promise.resolve();
    const running =
      asked.get(key) ??
      anyAnswers(mine, (root) => answers(root, transport)).then((heard) => {
        if (heard) open.add(key);
        else closed.set(key, silenceOf(family, transport));
      });
    asked.set(key, running);
    return running;
  };
  const known = (family: Family, transport: Transport) => {
    const key = keyOf(family, transport);
    return open.has(key) ? undefined : closed.get(key);
  };
  return {
    known,
    heard: (family, transport) => void open.add(keyOf(family, transport)),
    suspect: (family, transport) => void askRoots(family, transport),
    async blindness(family, transport) {
      await askRoots(family, transport);
      return known(family, transport);
    },
  };
}

function silenceOf(family: Family, transport: Transport): Failure {
  const way = transport === 'tcp' ? `${family} by TCP` : family;
  return ['unmeasured', `nothing answers this machine over ${way}, not even the root servers`];
}

function rootsOf(family: Family, roots: readonly Nameserver[]): readonly Nameserver[] {
  return roots.filter(({ address }) => familyOf(address) === family).slice(0, MOST_ROOTS);
}

/** True as soon as one of them answers. */
async function anyAnswers(roots: readonly Nameserver[], answers: (root: Nameserver) => Promise<boolean>): Promise<boolean> {
  const all = roots.map(async (root) => ((await answers(root)) ? true : Promise.reject(new Error('silent'))));
  return Promise.any(all).catch(() => false);
}
