import { describe, expect, it } from 'vitest';
import { behindBlock, connectTrouble, isOtherProtocol, tlsTrouble } from '../../../functions/net/trouble.ts';

describe('why there is no connection', () => {
  const table: readonly [string, string, boolean, string][] = [
    ['a closed port', 'ECONNREFUSED', true, 'refused'],
    ['a reset', 'ECONNRESET', true, 'refused'],
    ['silence, told by the kernel', 'ETIMEDOUT', true, 'timeout'],
    ['no route, told by a router', 'ENETUNREACH', true, 'unreachable'],
    ['no host, told by a router', 'EHOSTUNREACH', true, 'unreachable'],
    ['no route of our own', 'ENETUNREACH', false, 'unmeasured'],
    ['no address of that family', 'EADDRNOTAVAIL', true, 'unmeasured'],
    ['no descriptor left', 'EMFILE', true, 'unmeasured'],
    ['our own firewall', 'EPERM', true, 'unmeasured'],
  ];
  it.each(table)('%s', (_, code, sent, failure) => expect(connectTrouble(code, sent).failure).toBe(failure));
});

describe('port 25 where AWS blocks it', () => {
  it('was not measured where nothing came back', () => {
    expect(behindBlock(connectTrouble('ETIMEDOUT', true)).failure).toBe('unmeasured');
  });

  it('is as it is where something came back, as from a VPC with its own way out', () => {
    expect(behindBlock(connectTrouble('ECONNREFUSED', true)).failure).toBe('refused');
    expect(behindBlock({ failure: 'starttls', detail: 'not offered' }).failure).toBe('starttls');
  });
});

describe('why there is no TLS', () => {
  const trouble = (reason?: string, bytes = 7) =>
    tlsTrouble(Object.assign(new Error('m'), reason === undefined ? {} : { reason }), bytes).detail;

  it('names the alert, however OpenSSL spells it', () => {
    expect(trouble('ssl/tls alert handshake failure')).toContain("'handshake failure'");
    expect(trouble('tlsv1 alert protocol version')).toContain("'protocol version'");
    expect(trouble('tlsv1 unrecognized name')).toContain("'unrecognized name'");
    expect(trouble('tlsv13 alert certificate required')).toContain("'certificate required'");
  });

  it('says what an alert means where it says little by itself', () => {
    expect(trouble('tlsv1 alert protocol version')).toMatch(/no version of TLS that clients still accept/);
    expect(trouble('tlsv1 unrecognized name')).toMatch(/no certificate for this name$/);
    expect(trouble('tlsv13 alert certificate required')).toBe("the server refused with the TLS alert 'certificate required'");
  });

  it('finds the alert in the words of a write that met it', () => {
    const line = '40:error:0A000460:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:../ssl/rec.c:918:';
    const error = Object.assign(new Error(`write EPROTO ${line}SSL alert number 70`), { code: 'EPROTO' });
    expect(tlsTrouble(error, 0).detail).toMatch(/'protocol version': it offers no version of TLS/);
  });

  it('tells a server of another protocol from one that refuses, by either way that Node says it', () => {
    const said = (words: string) => isOtherProtocol(Object.assign(new Error('m'), { reason: words }));
    expect(said('tlsv1 alert no application protocol')).toBe(true);
    expect(said('tlsv1 alert protocol version')).toBe(false);
    const line =
      'write EPROTO 40:error:0A000460:SSL routines:ssl3_read_bytes:tlsv1 alert no application protocol:../ssl/rec.c:918:';
    expect(isOtherProtocol(Object.assign(new Error(line), { code: 'EPROTO' }))).toBe(true);
    expect(isOtherProtocol(new Error('socket hang up'))).toBe(false);
  });

  it('tells a server that hangs up from one that speaks before it does', () => {
    expect(trouble(undefined, 0)).toBe('the server closes the connection at once');
    expect(trouble(undefined, 7)).toBe('the server closed the connection after 7 bytes');
  });

  it('has words for what it does not know', () => {
    expect(trouble('bad signature')).toBe('TLS failed: bad signature');
    expect(trouble('')).toBe('TLS failed: m');
  });
});
