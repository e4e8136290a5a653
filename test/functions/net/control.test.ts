import { describe, expect, it } from 'vitest';
import { openControl } from '../../../functions/net/control.ts';

const roots = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '2001:db8::1'].map((address) => ({ name: 'root', address }));

function opened(alive: readonly string[]) {
  const asked: string[] = [];
  const control = openControl(roots, async ({ address }, transport) => {
    asked.push(`${transport} ${address}`);
    return alive.includes(address);
  });
  return { control, asked };
}

describe('the control of our own blindness', () => {
  it('believes silence where one root server answers', async () => {
    const { control, asked } = opened(['192.0.2.3']);
    expect(await control.blindness('IPv4', 'udp')).toBeUndefined();
    expect(asked).toEqual(['udp 192.0.2.1', 'udp 192.0.2.2', 'udp 192.0.2.3']);
  });

  it('does not believe it where none does, and asks them once', async () => {
    const { control, asked } = opened([]);
    const why = ['unmeasured', 'nothing answers this machine over IPv6, not even the root servers'];
    expect(await Promise.all([control.blindness('IPv6', 'udp'), control.blindness('IPv6', 'udp')])).toEqual([why, why]);
    expect(control.known('IPv6', 'udp')).toEqual(why);
    expect(asked).toEqual(['udp 2001:db8::1']);
  });

  it('knows families and transports apart', async () => {
    const { control } = opened(['192.0.2.1']);
    expect(await control.blindness('IPv4', 'udp')).toBeUndefined();
    expect(await control.blindness('IPv6', 'tcp')).toEqual(['unmeasured', expect.stringContaining('over IPv6 by TCP')]);
    expect(control.known('IPv6', 'udp')).toBeUndefined();
  });

  it('asks nobody where something has answered', async () => {
    const { control, asked } = opened([]);
    control.heard('IPv4', 'udp');
    control.suspect('IPv4', 'udp');
    expect([await control.blindness('IPv4', 'udp'), asked]).toEqual([undefined, []]);
  });

  it('takes an answer that came in the meantime', async () => {
    const { control } = opened([]);
    control.suspect('IPv4', 'udp');
    control.heard('IPv4', 'udp');
    expect(await control.blindness('IPv4', 'udp')).toBeUndefined();
  });

  it('lets silence stand where no root server of the family is known', async () => {
    const control = openControl([], async () => false);
    expect(await control.blindness('IPv4', 'udp')).toBeUndefined();
  });
});
