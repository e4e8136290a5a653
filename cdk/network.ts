import { type Stack, Validations } from 'aws-cdk-lib';
import { IpProtocol, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/**
 * A dual-stack VPC for the probe: Lambda reaches IPv6 from nowhere else. IPv6 leaves by an egress-only gateway, which costs nothing; IPv4 leaves by a
 * NAT gateway, since a function in a VPC has no public IPv4 address of its own.
 */
export function dualStack(stack: Stack): Vpc {
  const vpc = new Vpc(stack, 'Network', {
    ipProtocol: IpProtocol.DUAL_STACK,
    maxAzs: 2,
    natGateways: 1,
    restrictDefaultSecurityGroup: false, // it would take a custom resource, and nothing is ever put into that group
    subnetConfiguration: [
      { name: 'Out', subnetType: SubnetType.PUBLIC, cidrMask: 26 },
      { name: 'Probe', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
    ],
  });
  const reason = 'Nothing listens in it: flow logs would list the nameservers and services that the configuration names.';
  Validations.of(vpc).acknowledge({ id: 'AwsSolutions-VPC7', reason });
  return vpc;
}

/** What Lambda needs to put a function into a VPC (Lambda guide, "Required IAM permissions"); EC2 knows no narrower resource for it. */
export function mayJoinNetwork(): PolicyStatement {
  return new PolicyStatement({
    actions: [
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    resources: ['*'],
  });
}
