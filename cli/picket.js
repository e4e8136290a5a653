#!/usr/bin/env node
// What npm links as `picket`. Plain JavaScript on purpose: an older Node cannot read the TypeScript beside it,
// so this file starts the Node that `npm ci` brought along, or says what is missing.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const entry = new URL('./picket.ts', import.meta.url);
const brought = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

function refuse(fault) {
  process.stderr.write(`picket: ${fault}; \`npm ci\` in the checkout mends that.\n`);
  process.exitCode = 3;
}

if (Number.parseInt(process.versions.node, 10) >= 24) {
  await import(entry.href).catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    refuse('its packages are not installed');
  });
} else if (existsSync(brought)) {
  const child = spawn(brought, [fileURLToPath(entry), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A signal to this process alone, as a supervisor sends it, must not leave the other one behind.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', ({ message }) => refuse(`the Node beside it does not start (${message})`));
  child.on('exit', (status, signal) => {
    if (signal === null) process.exit(status);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
} else {
  refuse(`this is Node ${process.versions.node}, expected 24 or newer`);
}
