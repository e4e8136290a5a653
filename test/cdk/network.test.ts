import { describe, expect, it } from 'vitest';
import { ofType, synth, watchOf } from './synth.ts';

describe('a network of its own', () => {
  const { 'picket-test-us-east-1': vantage = {} } = synth(watchOf({ vantages: ['us-east-1'], ipv6: true }), []);

  it('lets the probe out over both families, and nobody in', () => {
    const [group] = ofType(vantage, 'AWS::EC2::SecurityGroup');
    const out = group.SecurityGroupEgress.map(({ CidrIp, CidrIpv6, IpProtocol }: Record<string, string>) => [
      CidrIp ?? CidrIpv6,
      IpProtocol,
    ]);
    expect(out).toEqual([
      ['0.0.0.0/0', '-1'],
      ['::/0', '-1'],
    ]);
    expect(group.SecurityGroupIngress ?? []).toEqual([]);
    expect(ofType(vantage, 'AWS::EC2::SecurityGroupIngress')).toEqual([]);
  });

  it('has a way out for both families in every subnet of the probe', () => {
    const [{ VpcConfig }] = ofType(vantage, 'AWS::Lambda::Function');
    expect(VpcConfig.Ipv6AllowedForDualStack).toBe(true);
    const routes = ofType(vantage, 'AWS::EC2::Route');
    const ways = (key: string, by: string) =>
      routes.filter((route) => route[key] !== undefined && route[by] !== undefined).length;
    expect(VpcConfig.SubnetIds).toHaveLength(2);
    expect([
      ways('DestinationCidrBlock', 'NatGatewayId'),
      ways('DestinationIpv6CidrBlock', 'EgressOnlyInternetGatewayId'),
    ]).toEqual([2, 2]);
  });
});
