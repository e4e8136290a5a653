import { type App, Stack } from 'aws-cdk-lib';
import type { Check } from '../functions/core/check.ts';
import { namesOf, stackName } from '../functions/core/names.ts';
import { nameOf, type Target } from '../functions/core/target.ts';
import { addVoteAlarm, nameOfAlarm, type VoteAlarm, voteAlarmsOf } from './alarms.ts';
import type { Watch } from './config.ts';
import { addDashboard } from './dashboard.ts';
import { groupsOf } from './groups.ts';
import { addLetters } from './letters.ts';
import { addMuteRules } from './maintenance.ts';
import { addLetterWatchers } from './service-watchers.ts';
import { ownKey, picketTopic } from './topics.ts';
import { ordersOf } from './vantage-stack.ts';
import { addVantageWatchers } from './watchers.ts';

/** CloudFormation takes 500 resources a stack; the rest is for topics, queues and the function. */
const MOST_ALARMS = 400;

/** The home region: topics, the way of a letter, and the alarms. The alarms get stacks of their own where they are too many for one. */
export function homeStacks(app: App, watch: Watch, checks: readonly Check[]): readonly Stack[] {
  const home = inHome(app, watch, 'home', 'hears the vantages and writes the letters');
  const key = ownKey(home, watch.key);
  const { page, mail, pager } = namesOf(watch.deployment);
  const topics = {
    page: picketTopic(home, 'Page', page, watch.alerts.page, key),
    mail: picketTopic(home, 'Mail', mail, watch.alerts.mail, key),
    ...(watch.alerts.pager.length === 0 ? {} : { pager: picketTopic(home, 'Pager', pager, watch.alerts.pager, key) }),
  };
  addLetters(home, watch, topics, key);
  const waking = [topics.page, ...(topics.pager === undefined ? [] : [topics.pager])];
  addVantageWatchers(home, watch, ordersOf(watch).length, { mail: topics.mail, waking });
  addLetterWatchers(home, watch, namesOf(watch.deployment), [...waking, topics.mail]);
  const alarmsOf = watch.targets.map((target) => ({ target, alarms: voteAlarmsOf(target, checks, watch.modes.alarms) }));
  const groups = groupsOf(
    alarmsOf,
    ({ target }) => nameOf(target),
    (group) => group.reduce((sum, { alarms }) => sum + alarms.length + watch.windows.length, 0) <= MOST_ALARMS,
  );
  const stacks = groups.map(({ key, items }) => {
    const stack = key === '' ? home : inHome(app, watch, `alarms-${key}`, 'more alarms');
    for (const { target, alarms } of items) addAlarmsOf(stack, watch, target, alarms);
    // The home stack gives up its alarms before another one takes over their names.
    if (stack !== home) stack.addStackDependency(home);
    return stack;
  });
  addDashboard(home, watch, checks);
  return [...new Set([home, ...stacks])];
}

function addAlarmsOf(stack: Stack, watch: Watch, target: Target, alarms: readonly VoteAlarm[]): void {
  for (const alarm of alarms) addVoteAlarm(stack, watch, alarm);
  const names = alarms.map((alarm) => nameOfAlarm(watch, alarm));
  addMuteRules(stack, watch.deployment, watch.windows, target, names);
}

function inHome(app: App, { deployment, home }: Watch, part: string, does: string): Stack {
  return new Stack(app, stackName(deployment, part), {
    env: { region: home },
    description: `Picket ${deployment}: ${does}`,
    suppressTemplateIndentation: true,
  });
}
