import { type Act, expect, letterAfter, recovery, wordsOf } from '../stage.ts';

/** The CAA post-mortem: a provider's upgrade breaks one record type, and the CA says only "no". */
export const caa: Act = {
  name: 'caa',
  title: 'a CA gets no answer',
  text: "The DNS provider upgrades its servers. They answer everything but CAA, for which they say SERVFAIL. No visitor notices, and the certificate's next renewal would fail.",
  brief: true,
  async play(stage) {
    const { acme, view, deployment } = stage;
    const before = deployment.mail().length;
    acme.failCaa(true);
    const letter = await letterAfter(stage, before);
    await view.letter(letter, 'excerpt');
    const told = wordsOf(letter);
    expect(told.includes('CAA') && told.includes('SERVFAIL'), 'the letter does not say that the CAA lookup fails');
    const cleared = 'neither a rate limit nor your CAA policy';
    expect(told.includes(cleared), `the letter does not say that it is ${cleared}`);
    acme.failCaa(false);
    await recovery(stage, 'The provider mends it.');
    expect(
      deployment.mail().length === before + 2,
      `${deployment.mail().length - before} letters for one fault and one recovery`,
    );
  },
};
