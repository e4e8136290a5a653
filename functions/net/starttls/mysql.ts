import { bytes, type Conversation, goAhead, notOffered, notSpoken, say, sentAway } from './conversation.ts';

/** Capability bits, as MySQL and MariaDB number them. */
const CLIENT_SSL = 0x0800;
const CLIENT_PROTOCOL_41 = 0x0200;
const CLIENT_SECURE_CONNECTION = 0x8000;
const CLIENT_PLUGIN_AUTH = 0x80000;

/** A first packet is about 80 bytes; more than this is none. */
const LONGEST_GREETING = 4096;

/** MySQL and MariaDB: handshake packet version 10, SSLRequest (dev.mysql.com, "Protocol::HandshakeV10" and "Protocol::SSLRequest"). */
export function* mysql(): Conversation {
  const head = yield* bytes(4);
  const length = head.readUIntLE(0, 3);
  if (length === 0 || length > LONGEST_GREETING || head[3] !== 0)
    return notSpoken('the protocol of MySQL', head.toString('latin1'));
  const packet = yield* bytes(length);
  if (packet[0] === 0xff) return sentAway(packet.subarray(3).toString('latin1'));
  const end = packet.indexOf(0);
  const capabilitiesAt = end + 1 + 4 + 8 + 1; // after thread id, first half of the scramble, filler
  if (packet[0] !== 10 || end < 0 || packet.length < capabilitiesAt + 2)
    return notSpoken('the protocol of MySQL', packet.toString('latin1'));
  const banner = packet.subarray(1, end).toString('latin1');
  if ((packet.readUInt16LE(capabilitiesAt) & CLIENT_SSL) === 0) return notOffered('TLS', banner);
  yield* say(sslRequest());
  return goAhead(banner, []);
}

/** The server sends nothing back: the next byte is ours, of the ClientHello. */
function sslRequest(): Buffer {
  const packet = Buffer.alloc(4 + 32);
  packet.writeUIntLE(32, 0, 3);
  packet.writeUInt8(1, 3);
  packet.writeUInt32LE(CLIENT_SSL | CLIENT_PROTOCOL_41 | CLIENT_SECURE_CONNECTION | CLIENT_PLUGIN_AUTH, 4);
  packet.writeUInt32LE(1 << 24, 8); // largest packet
  packet.writeUInt8(45, 12); // utf8mb4
  return packet;
}
