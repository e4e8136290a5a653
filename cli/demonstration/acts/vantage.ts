import { type Act, expect, letterAfter, minutes, ringingOf } from '../stage.ts';

const DARK = 'af-south-1';

/** Who watches the watchmen: a vantage that says nothing any more is told by its own alarm. */
export const vantage: Act = {
  name: 'vantage',
  title: 'a vantage dies',
  text: `The region ${DARK} goes dark. The others are a quorum still, so nothing is wrong with acme.test; but that Picket sees less must be heard.`,
  brief: true,
  async play(stage) {
    const { view, deployment } = stage;
    const before = deployment.mail().length;
    deployment.darken(DARK, true);
    const mail = await letterAfter(stage, before);
    const { AlarmName: name, AlarmDescription: says } = JSON.parse(mail.message) as Record<string, string>;
    await view.letter({ ...mail, body: `${says}` });
    await view.tell(deployment.now(), 'That came from the alarm by SNS itself: no function of Picket has to be well for it.');
    expect(name === `picket-demo silent ${DARK}`, `the mail is about another alarm: ${name}`);
    expect(ringingOf(deployment).length === 0, `a vantage is dead, and these alarms ring: ${ringingOf(deployment).join(', ')}`);
    deployment.darken(DARK, false);
    await view.tell(deployment.now(), `${DARK} is back.`);
    await view.letter(await letterAfter(stage, before + 1));
    await minutes(stage, 6);
    expect(deployment.mail().length === before + 2, `${deployment.mail().length - before} mails for one dead vantage`);
  },
};
