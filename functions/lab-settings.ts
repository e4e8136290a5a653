import * as v from 'valibot';
import type { NetOptions } from './net/net.ts';

const NAMESERVER = v.strictObject({ name: v.string(), address: v.pipe(v.string(), v.ip()) });

const SETTINGS = v.strictObject({
  roots: v.optional(v.pipe(v.array(NAMESERVER), v.minLength(1))),
  port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))),
  allowPrivate: v.optional(v.boolean()),
  deadlineMs: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(60_000))),
  trust: v.optional(v.array(v.string())),
});

/**
 * Reads `PICKET_LAB`, by which a lab sends a probe to its own root on loopback: JSON `{roots, port, allowPrivate, trust, deadlineMs}`.
 * Unset, as it is wherever Picket is deployed: none. Throws one sentence with all faults where it cannot be read.
 */
export function labSettings(text: string | undefined): NetOptions {
  if (text === undefined || text === '') return {};
  const read = v.safeParse(SETTINGS, jsonOf(text));
  if (read.success) return Object.fromEntries(Object.entries(read.output).filter(([, value]) => value !== undefined));
  const faults = read.issues.map((issue) => `${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`);
  throw new Error(`PICKET_LAB is not what a lab sets: ${faults.join('; ')}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('PICKET_LAB is no JSON; expected {"roots": [{"name": …, "address": …}], "port": …, "allowPrivate": …}');
  }
}
