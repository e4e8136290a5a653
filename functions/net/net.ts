import type { Nameserver } from '../core/dns.ts';
import type { Net } from '../core/net.ts';
import { openAsking } from './asking.ts';
import { ROOT_SERVERS } from './hints.ts';
import { openHttp } from './http.ts';
import { withSources } from './sources.ts';
import { openHandshake } from './tls.ts';
import { openZones } from './zones.ts';

/** How the door is opened. The defaults are those of a probe that looks at the internet. */
export interface NetOptions {
  /** Where walks start. Default: the IANA root servers. */
  readonly roots?: readonly Nameserver[];
  /** The port of every nameserver. Default 53; a lab has others. */
  readonly port?: number;
  /** May loopback, private and otherwise non-global addresses be asked? Default false; true for labs alone. */
  readonly allowPrivate?: boolean;
  /** After so many milliseconds whatever is still unanswered is `unmeasured`. Default 25,000 (domain A13). */
  readonly deadlineMs?: number;
  /** Trust anchors besides the public ones, PEM; for labs. Default none. */
  readonly trust?: readonly string[];
  /** Keys for services that Picket relies on, by host name. Default none. */
  readonly keys?: Readonly<Record<string, string>>;
}

/** Opens the door to the outside for one run, from now until the deadline. Its timer keeps no process alive. */
export function openNet(options: NetOptions = {}): Net {
  const { roots = ROOT_SERVERS, port = 53, allowPrivate = false, deadlineMs = 25_000, trust = [], keys = {} } = options;
  const signal = AbortSignal.timeout(deadlineMs);
  const { ask, askPair } = openAsking({ roots, port, allowPrivate, signal });
  const zones = openZones({ ask, roots, turn: Math.random() });
  const request = withSources(openHttp({ lookup: zones.lookup, allowPrivate, signal, trust }), { keys });
  const handshake = openHandshake({ allowPrivate, signal, trust, request });
  return { ...zones, ask, askPair, handshake, request };
}
