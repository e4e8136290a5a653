import { setImmediate, setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newQuery } from '../../../functions/net/reply.ts';
import { watchStall } from '../../../functions/net/stall.ts';
import { tryUdp } from '../../../functions/net/udp.ts';

function standStill(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('watchStall', () => {
  it('counts the time in which nothing could run, whoever began to watch when', async () => {
    const outer = watchStall();
    await setTimeout(30);
    const inner = watchStall();
    standStill(200);
    await setImmediate();
    const stalled = inner();
    expect(stalled).toBeGreaterThan(150);
    expect(outer()).toBeGreaterThanOrEqual(stalled);
  });

  it('begins anew when nobody has watched for a while', async () => {
    watchStall()();
    standStill(100);
    const stalled = watchStall();
    await setImmediate();
    expect(stalled()).toBeLessThan(100);
  });
});

/** A server in a thread of its own, which answers every question a little later with no record. */
const SERVER = `
  const { parentPort } = require('node:worker_threads');
  const socket = require('node:dgram').createSocket('udp4');
  socket.on('message', (bytes, from) => {
    bytes[2] |= 0x84;
    setTimeout(() => socket.send(bytes, from.port, from.address), 60);
  });
  socket.bind(0, '127.0.0.1', () => parentPort.postMessage(socket.address().port));
`;

describe('tryUdp in a process that stands still beyond the time-out', () => {
  let worker: Worker;
  let port = 0;
  beforeAll(async () => {
    worker = new Worker(SERVER, { eval: true });
    port = await new Promise((resolve) => worker.once('message', resolve));
  });
  afterAll(() => worker.terminate());

  it('takes the answer that came meanwhile, and does not blame the server for the wait', async () => {
    const query = newQuery(
      { name: 'example.org', type: 'SOA' },
      { recursionDesired: false, checkingDisabled: false, ednsSize: 1232, edns: true },
    );
    if (!query.ok) throw new Error(query.fault);
    const to = { address: '127.0.0.1', port, family: 'IPv4' } as const;
    const attempt = tryUdp(to, query.value, true, 100, new AbortController().signal);
    // The packet leaves in the next turns of the loop, and the answer comes while nothing turns.
    await setTimeout(20);
    // From here the loop comes to its timers before it comes to its sockets.
    await setImmediate();
    standStill(400);
    const { seen } = await attempt;
    expect(seen).toMatchObject({ ok: true, value: { rcode: 'NOERROR' } });
    expect(seen.tookMs).toBeLessThan(200);
  });
});
