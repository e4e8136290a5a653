import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { plain } from '../functions/core/wording.ts';
import { nearest } from './near.ts';

/** Where profiles stand, and under what heading ("Shared config and credentials files" of AWS's guide to SDKs and tools). */
const FILES = [
  { usual: 'credentials', variable: 'AWS_SHARED_CREDENTIALS_FILE', heading: /^(?<name>\S+)$/ },
  { usual: 'config', variable: 'AWS_CONFIG_FILE', heading: /^(?:profile\s+(["']?)(?<name>.+)\1|(?<usual>default))$/ },
] as const;

/**
 * Why the profile that AWS_PROFILE names gives no keys, as a clause; undefined where it names none. The SDK tells neither whether it is there nor
 * which files it read. `message`: what it did tell.
 */
export function profileFault(env: NodeJS.ProcessEnv, message: string): string | undefined {
  const name = env.AWS_PROFILE;
  if (!name) return undefined;
  const files = FILES.map(({ usual, variable, heading }) => {
    const path = env[variable] || join(env.HOME || homedir(), '.aws', usual);
    const { text, why } = readFile(path);
    const written = usual === 'credentials' || name === 'default' ? name : `profile ${name}`;
    return { place: `[${plain(written, 80)}] in ${plain(path, 80)}${why}`, names: namesIn(text, heading) };
  });
  const names = [...new Set(files.flatMap((file) => file.names))];
  const shown = `the AWS profile '${plain(name, 80)}', which AWS_PROFILE names,`;
  if (names.includes(name)) return `${shown} gave no keys: ${message} (\`aws sts get-caller-identity\` may say more)`;
  const near = nearest(name, names);
  const hint = near.length === 0 ? '' : `; did you mean ${plain(near.join(' or '), 80)}?`;
  return `${shown} is not there; expected ${files.map(({ place }) => place).join(', or ')}${hint}`;
}

function namesIn(text: string, heading: RegExp): readonly string[] {
  return [...text.matchAll(/^\s*\[(.+?)\]/gm)].flatMap(([, one = '']) => {
    const { name, usual } = heading.exec(one)?.groups ?? {};
    return name ?? usual ?? [];
  });
}

function readFile(path: string): { readonly text: string; readonly why: string } {
  try {
    return { text: readFileSync(path, 'utf8'), why: '' };
  } catch {
    return { text: '', why: existsSync(path) ? ', which cannot be read' : ', which does not exist' };
  }
}
