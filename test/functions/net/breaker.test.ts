import { describe, expect, it } from 'vitest';
import { MOST_LOST, MOST_UNPROVEN, openBreaker, type Proof } from '../../../functions/net/breaker.ts';

/** A server whose tries end when and as the test says. */
function scripted() {
  const running: ((proof: Proof) => void)[] = [];
  const breaker = openBreaker<Proof>((proof) => proof);
  let tries = 0;
  const ask = (server = 'a') =>
    breaker(server, () => {
      tries += 1;
      return new Promise((resolve) => running.push(resolve));
    });
  const settle = async (proof: Proof, count = running.length) => {
    for (const end of running.splice(0, count)) end(proof);
    await new Promise((done) => setImmediate(done));
  };
  return { ask, settle, tries: () => tries };
}

describe('a breaker', () => {
  it('lets few tries at a dead server go, however many ask', async () => {
    const { ask, settle, tries } = scripted();
    const all = Array.from({ length: 1000 }, () => ask());
    await settle('lost');
    expect(await Promise.all(all)).toEqual(Array(1000).fill('lost'));
    expect(await ask()).toBe('lost');
    expect(tries()).toBe(MOST_UNPROVEN);
  });

  it('takes a server for dead after as many lost tries one after the other', async () => {
    const { ask, settle, tries } = scripted();
    for (let time = 0; time < MOST_LOST + 5; time += 1) {
      const one = ask();
      await settle('lost');
      expect(await one).toBe('lost');
    }
    expect(tries()).toBe(MOST_LOST);
  });

  it('lets everybody go once the server has answered', async () => {
    const { ask, settle, tries } = scripted();
    const all = Array.from({ length: 100 }, () => ask());
    await settle('answered', 1);
    expect(tries()).toBe(100);
    await settle('lost');
    expect((await Promise.all(all)).filter((proof) => proof === 'lost')).toHaveLength(99);
    const late = ask();
    await settle('answered');
    expect(await late).toBe('answered');
  });

  it('learns nothing from what could not be measured', async () => {
    const { ask, settle, tries } = scripted();
    for (let time = 0; time < 3 * MOST_LOST; time += 1) {
      const one = ask();
      await settle('unmeasured');
      await one;
    }
    expect(tries()).toBe(3 * MOST_LOST);
  });

  it('knows servers apart', async () => {
    const { ask, settle, tries } = scripted();
    const dead = Array.from({ length: 20 }, () => ask('dead'));
    await settle('lost');
    await Promise.all(dead);
    const other = ask('alive');
    await settle('answered');
    expect(await other).toBe('answered');
    expect(tries()).toBe(MOST_UNPROVEN + 1);
  });
});
