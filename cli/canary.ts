import { isIP } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { heartbeatText } from '../functions/core/canary.ts';
import { isWithin } from '../functions/core/dns.ts';
import type { Parsed } from '../functions/core/target.ts';
import { parseTsigKey } from '../functions/core/tsig-key.ts';
import { plain } from '../functions/core/wording.ts';
import type { Primary } from '../functions/net/update.ts';
import { EXIT_UNKNOWN, EXITS, type World } from './check.ts';
import { readName } from './near.ts';
import { readFileBy, readMoment, readNumber } from './reading.ts';

/** The options of `picket canary write` as they were typed. */
export interface TypedCanary {
  readonly server?: string;
  readonly port?: string;
  readonly keyFile?: string;
  readonly name?: string;
  readonly interval?: string;
  readonly once?: boolean;
  readonly now?: string;
}

/** What is to be written, where, how often. */
interface Writing {
  readonly zone: string;
  readonly name: string;
  readonly primary: Primary;
  readonly intervalSeconds: number;
  /** Signed as of this moment instead of now. */
  readonly now?: Date;
}

/** How long resolvers may keep a heartbeat, in seconds. Ours: nobody but Picket asks for it. */
const TTL_SECONDS = 60;

/** `picket canary write`: writes the heartbeat once, or every so often until it is stopped. Exit code 0, 2 where the last one failed, 3 wrong usage. */
export async function writeCanary(zone: string, typed: TypedCanary, world: World): Promise<number> {
  const faults: string[] = [];
  const writing = readWriting(zone, typed, faults);
  if (writing === undefined) {
    world.err(faults.map((fault) => `picket: ${fault}\n`).join(''));
    return EXIT_UNKNOWN;
  }
  for (;;) {
    const code = await beat(writing, world);
    if (typed.once === true) return code;
    await pause(writing.intervalSeconds * 1000);
  }
}

async function beat(writing: Writing, world: World): Promise<number> {
  const { zone, name, primary, intervalSeconds } = writing;
  const { replaceTxt } = await import('../functions/net/update.ts');
  const now = writing.now ?? world.now();
  const writtenAt = Math.floor(now.getTime() / 1000);
  // Counted by the clock: whoever writes once and forgets keeps no number of its own.
  const text = heartbeatText({ writtenAt, counter: Math.floor(writtenAt / intervalSeconds) });
  const updated = await replaceTxt({ zone, name, ttlSeconds: TTL_SECONDS, text }, primary, now);
  if (updated.ok) world.out(`${now.toISOString()}  ${name} TXT "${text}" at ${primary.host}\n`);
  else world.err(`picket: ${name} was not written: ${plain(updated.fault)}\n`);
  return updated.ok ? EXITS.well : EXITS.critical;
}

function readWriting(text: string, typed: TypedCanary, faults: string[]): Writing | undefined {
  const take = <T>(parsed: Parsed<T>, option?: string): T | undefined => {
    if (parsed.ok) return parsed.value;
    faults.push(...parsed.fault.split('\n').map((line) => (option === undefined ? line : `${option}: ${line}`)));
    return undefined;
  };
  const zone = take(readName(text));
  const host = typed.server?.trim();
  if (host === undefined || !(isIP(host) !== 0 || /^[A-Za-z0-9_.-]+$/.test(host)))
    faults.push("--server: expected the primary's name or address, such as ns1.example.org");
  const port = take(readNumber(typed.port ?? '53', 65_535, 'a port'), '--port');
  const key = typed.keyFile === undefined ? undefined : take(readFileBy(typed.keyFile, parseTsigKey), '--key-file');
  if (typed.keyFile === undefined) faults.push('--key-file: expected a file with a TSIG key, as tsig-keygen prints it');
  const intervalSeconds = take(readNumber(typed.interval ?? '600', 86_400, 'a number of seconds'), '--interval');
  const name = zone === undefined ? undefined : take(readHeartbeat(typed.name ?? `_dns-canary.${zone}`, zone), '--name');
  const now = typed.now === undefined ? undefined : take(readMoment(typed.now), '--now');
  if (faults.length > 0 || !zone || !name || !host || !port || !key || !intervalSeconds) return undefined;
  return { zone, name, primary: { host, port, key }, intervalSeconds, ...(now && { now }) };
}

/** A name for the heartbeat alone: whatever else stands there as TXT is gone after the first one. */
function readHeartbeat(text: string, zone: string): Parsed<string> {
  const name = readName(text);
  if (!name.ok) return name;
  const said = `'${plain(text)}'`;
  if (!isWithin(name.value, zone)) return { ok: false, fault: `${said} does not lie in ${zone}` };
  if (name.value !== zone && !name.value.startsWith('_acme-challenge.')) return name;
  return {
    ok: false,
    fault: `the heartbeat would replace every TXT record of ${said}; expected a name of its own, such as _dns-canary.${zone}`,
  };
}
