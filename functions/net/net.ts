import type { Nameserver } from '../core/dns.ts';
import type { Net } from '../core/net.ts';
import { openAsk } from './asking.ts';
import { ROOT_SERVERS } from './hints.ts';
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
  /** After so many milliseconds whatever is still unanswered is `unmeasured`. Default 25,000 (domain.md A13). */
  readonly deadlineMs?: number;
  /** Trust anchors besides the public ones, PEM; for labs. Default none. */
  readonly trust?: readonly string[];
}

/** Opens the door to the outside for one run, from now until the deadline. Its timer keeps no process alive. */
export function openNet(options: NetOptions = {}): Net {
  const { roots = ROOT_SERVERS, port = 53, allowPrivate = false, deadlineMs = 25_000, trust = [] } = options;
  const signal = AbortSignal.timeout(deadlineMs);
  const ask = openAsk({ roots, port, allowPrivate, signal });
  const handshake = openHandshake({ allowPrivate, signal, trust });
  return { ...openZones({ ask, roots, turn: Math.random() }), ask, handshake };
}
