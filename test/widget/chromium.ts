import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Debian puts it, or what `PICKET_CHROMIUM` names. */
const CHROMIUM = process.env.PICKET_CHROMIUM ?? '/usr/bin/chromium';

export const hasChromium = existsSync(CHROMIUM);

/** A node of the accessibility tree, as a screen reader meets it. */
export interface AxNode {
  readonly role: string;
  readonly name: string;
}

export interface Chromium extends AsyncDisposable {
  /** Shows a document; `width` in CSS pixels. */
  show(document: string, width: number): Promise<void>;
  evaluate<T>(expression: string): Promise<T>;
  tree(): Promise<readonly AxNode[]>;
  /** Presses Enter where the focus is. */
  enter(): Promise<void>;
  /** PNG of the whole page. */
  picture(): Promise<Buffer>;
}

/** Starts a headless Chromium and speaks its own protocol (CDP) with it over a pipe of the loopback: no network is touched. */
export async function openChromium(): Promise<Chromium> {
  const home = mkdtempSync(join(tmpdir(), 'picket-chromium-'));
  const quiet = ['background-networking', 'component-update', 'sync', 'quic', 'gpu', 'dev-shm-usage'].map(
    (one) => `--disable-${one}`,
  );
  const flags = [
    '--headless',
    '--no-sandbox',
    '--no-first-run',
    '--hide-scrollbars',
    '--disable-lcd-text',
    ...quiet,
    `--user-data-dir=${home}`,
    '--remote-debugging-port=0',
  ];
  const child = spawn(CHROMIUM, [...flags, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const url = await endpointOf(child);
  const { send, close } = await openProtocol(url);
  const { targetId } = await send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
  const call = <T>(method: string, params: object = {}) => send<T>(method, params, sessionId);
  const { frameTree } = await call<{ frameTree: { frame: { id: string } } }>('Page.getFrameTree');
  const evaluate = async <T>(expression: string) =>
    (await call<{ result: { value: T } }>('Runtime.evaluate', { expression, returnByValue: true })).result.value;
  return {
    evaluate,
    async show(document, width) {
      await call('Emulation.setDeviceMetricsOverride', { width, height: 700, deviceScaleFactor: 1, mobile: false });
      await call('Page.setDocumentContent', { frameId: frameTree.frame.id, html: document });
    },
    async tree() {
      const { nodes } = await call<{ nodes: RawNode[] }>('Accessibility.getFullAXTree');
      return nodes.flatMap(({ ignored, role, name }) => (ignored ? [] : [{ role: role?.value ?? '', name: name?.value ?? '' }]));
    },
    async enter() {
      const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' };
      for (const type of ['keyDown', 'keyUp']) await call('Input.dispatchKeyEvent', { type, ...key });
    },
    async picture() {
      const [width, height] = await evaluate<[number, number]>('[innerWidth, document.documentElement.scrollHeight]');
      const clip = { x: 0, y: 0, width, height, scale: 1 };
      const { data } = await call<{ data: string }>('Page.captureScreenshot', { clip, captureBeyondViewport: true });
      return Buffer.from(data, 'base64');
    },
    async [Symbol.asyncDispose]() {
      await send('Browser.close').catch(() => undefined);
      close();
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface RawNode {
  readonly ignored: boolean;
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
}

function endpointOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.once('exit', (code) => reject(new Error(`Chromium ended with ${code}: ${said.slice(-500)}`)));
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk;
      const url = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

interface Told {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

async function openProtocol(url: string) {
  const socket = new WebSocket(url);
  const waiting = new Map<number, (told: Told) => void>();
  socket.addEventListener('message', ({ data }) => {
    const told = JSON.parse(String(data)) as Told;
    if (told.id !== undefined) waiting.get(told.id)?.(told);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error('Chromium does not answer')));
  });
  let last = 0;
  return {
    close: () => socket.close(),
    send<T>(method: string, params: object = {}, sessionId?: string): Promise<T> {
      const id = ++last;
      socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
      return new Promise((resolve, reject) => {
        waiting.set(id, ({ result, error }) => (error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result as T)));
      });
    },
  };
}
