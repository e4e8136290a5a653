#!/usr/bin/env node
// What npm links as `picket`. Plain JavaScript on purpose: an older Node cannot read the TypeScript beside it,
// so this file starts the Node that `npm ci` brought along, or says what is missing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const entry = new URL('./picket.ts', import.meta.url);
const brought = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

if (Number.parseInt(process.versions.node, 10) >= 24) {
  await import(entry.href);
} else if (existsSync(brought)) {
  const { status } = spawnSync(brought, [fileURLToPath(entry), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? 3;
} else {
  process.stderr.write(
    `picket: this is Node ${process.versions.node}; expected 24 or newer. \`npm ci\` in the checkout brings it.\n`,
  );
  process.exitCode = 3;
}
