import { describe, expect, it } from 'vitest';
import { resourcesOf } from '../../../lab/aws/template.ts';

const place = { region: 'eu-west-1', account: '123456789012', stack: 'home' };

function propertyOf(value: unknown): unknown {
  const template = {
    Parameters: { Mail: { Default: 'ops@example.org' } },
    Resources: {
      Page: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'page' } },
      Inbox: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Join': ['-', ['in', { Ref: 'AWS::Region' }]] } } },
      Probe: { Type: 'AWS::Lambda::Function', Properties: {} },
      Asked: { Type: 'Lab::Thing', Properties: { value } },
    },
  };
  return resourcesOf('Lab::Thing', template, place)[0]?.properties.value;
}

/** What `Fn::Sub` replaces. */
const slot = (name: string) => `\${${name}}`;

describe('a template', () => {
  it.each([
    ['a topic is its ARN', { Ref: 'Page' }, 'arn:aws:sns:eu-west-1:123456789012:page'],
    ['a queue is its URL', { Ref: 'Inbox' }, 'https://sqs.eu-west-1.amazonaws.com/123456789012/in-eu-west-1'],
    ['a nameless function is named after the stack', { Ref: 'Probe' }, 'home-Probe'],
    ['a parameter is its default', { Ref: 'Mail' }, 'ops@example.org'],
    ['GetAtt gives the ARN', { 'Fn::GetAtt': ['Inbox', 'Arn'] }, 'arn:aws:sqs:eu-west-1:123456789012:in-eu-west-1'],
    [
      'Join joins',
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':', { Ref: 'AWS::AccountId' }]] },
      'arn:aws:123456789012',
    ],
    [
      'Sub substitutes',
      { 'Fn::Sub': [slot('AWS::Region'), slot('Probe.Arn'), slot('!Kept')].join('/') },
      `eu-west-1/arn:aws:lambda:eu-west-1:123456789012:function:home-Probe/${slot('Kept')}`,
    ],
    ['Sub has variables of its own', { 'Fn::Sub': [`${slot('A')}!`, { A: { Ref: 'Mail' } }] }, 'ops@example.org!'],
    ['NoValue leaves a property out', [{ a: { Ref: 'AWS::NoValue' }, b: 1 }], [{ b: 1 }]],
  ])('%s', (_, value, expected) => {
    expect(propertyOf(value)).toEqual(expected);
  });

  it('says which function it does not understand, and where', () => {
    expect(() => propertyOf({ 'Fn::ImportValue': 'x' })).toThrow('Asked.value.Fn::ImportValue is not understood by the stand-in');
    expect(() => propertyOf({ Ref: 'Nobody' })).toThrow('the template has no resource Nobody');
  });
});
