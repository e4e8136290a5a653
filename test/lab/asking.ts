import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { decodeMessage, encodeMessage, type Message } from '../../lab/wire.ts';

/** Where a test puts its question. */
export interface Door {
  readonly address: string;
  readonly port: number;
}

/** The first datagram that comes back, as bytes. */
export async function datagram({ address, port }: Door, query: Message): Promise<Buffer> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  socket.send(encodeMessage(query), port, address);
  const [bytes] = (await once(socket, 'message')) as [Buffer];
  socket.close();
  return bytes;
}

/** The first message that comes back over UDP; throws where it is none. */
export async function askUdp(door: Door, query: Message): Promise<Message> {
  return message(await datagram(door, query));
}

/** The first message that comes back over TCP; throws where it is none or the connection fails. */
export async function askTcp({ address, port }: Door, query: Message): Promise<Message> {
  const stream = connect(port, address);
  const bytes = encodeMessage(query);
  stream.write(Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]));
  let held = Buffer.alloc(0);
  for await (const chunk of stream) {
    held = Buffer.concat([held, chunk as Buffer]);
    if (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) break;
  }
  return message(held.subarray(2, 2 + held.readUInt16BE(0)));
}

function message(bytes: Buffer): Message {
  const read = decodeMessage(bytes);
  if (!read) throw new Error(`no DNS message: ${bytes.toString('hex')}`);
  return read;
}
