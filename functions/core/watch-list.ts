import { gunzipSync, gzipSync } from 'node:zlib';
import { nameOf, type Target } from './target.ts';

/**
 * The targets of a deployment as one word of letters, for the bundle of `notify`: an alarm's event carries the name of its target alone, and
 * what was declared about the target must not be lost when it is asked about again. Bare names need no entry.
 */
export function packTargets(targets: readonly Target[]): string {
  const declared = targets.filter((target) => Object.keys(target).length > Object.keys(bare(target)).length);
  return gzipSync(JSON.stringify(declared)).toString('base64url');
}

/** All of them, bare names too, for the bundle of `widget`: it asks about what is watched and nothing else. */
export function packEveryTarget(targets: readonly Target[]): string {
  return gzipSync(JSON.stringify(targets)).toString('base64url');
}

/** The targets by name; none of ''. Throws for any text that was not packed here. */
export function unpackTargets(text: string): ReadonlyMap<string, Target> {
  const targets = text === '' ? [] : (JSON.parse(gunzipSync(Buffer.from(text, 'base64url')).toString()) as readonly Target[]);
  return new Map(targets.map((target) => [nameOf(target), target]));
}

/** What the name alone says of a target. */
function bare(target: Target): Target {
  if (target.kind === 'zone') return { kind: 'zone', zone: target.zone };
  return { kind: 'service', scheme: target.scheme, host: target.host, port: target.port };
}
