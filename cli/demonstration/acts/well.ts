import { type Act, expect, minutes } from '../stage.ts';

/** Nothing happens, and nothing is heard. */
export const allWell: Act = {
  name: 'well',
  title: 'all is well',
  text: 'Every five minutes, five regions ask all four nameservers of acme.test and its web server, each for itself, and vote.',
  async play(stage) {
    const { acme, view, deployment } = stage;
    await minutes(stage, 8);
    const serial = acme.edit();
    await view.tell(
      deployment.now(),
      `The zone is edited, as on any day. Serial ${serial} reaches all four nameservers at once.`,
    );
    await minutes(stage, 4);
    await view.rest(stage.scene);
    // An alarm that looks once an hour has not seen enough yet.
    const looked = deployment.alarms.filter(({ standing, periodSeconds }) => periodSeconds < 3600 || standing.value === 'ALARM');
    const uneasy = looked.filter(({ standing }) => standing.value !== 'OK').map(({ name }) => name);
    expect(uneasy.length === 0, `all is well, and yet these alarms are not OK: ${uneasy.join(', ')}`);
    expect(deployment.mail().length === 0, 'all is well, and yet a letter was sent');
  },
};
