/** Constraints of single inputs of networks, instances, load balancers, domain names and certificates. */
import { docs } from "../messages";
import type { DocumentedValues } from "./constraints";

const ec2 = `${docs}/AWSEC2/latest/APIReference`;
const elb = `${docs}/elasticloadbalancing/latest/APIReference`;
const port = { minimum: 0, maximum: 65_535 };
const rule = {
  ipProtocol: {
    pattern: "^(-1|tcp|udp|icmp|icmpv6|\\d{1,2}|1\\d\\d|2[0-4]\\d|25[0-5])$",
    inWords: "-1, tcp, udp, icmp, icmpv6 and the numbers of protocols, 0 to 255,",
  },
  fromPort: { minimum: -1, maximum: 65_535 },
  toPort: { minimum: -1, maximum: 65_535 },
};
const volumeTypes = { enum: ["standard", "gp2", "gp3", "io1", "io2", "sc1", "st1"] };
const metadata = {
  "metadataOptions.httpPutResponseHopLimit": { minimum: 1, maximum: 64 },
  "metadataOptions.httpTokens": { enum: ["optional", "required"] },
  "metadataOptions.httpEndpoint": { enum: ["enabled", "disabled"] },
};
const healthCheck = {
  "healthCheck.interval": { minimum: 5, maximum: 300 },
  "healthCheck.timeout": { minimum: 2, maximum: 120 },
  "healthCheck.healthyThreshold": { minimum: 2, maximum: 10 },
  "healthCheck.unhealthyThreshold": { minimum: 2, maximum: 10 },
};

export const network: Readonly<Record<string, DocumentedValues>> = {
  "aws:acm/certificate:Certificate": {
    source: `${docs}/acm/latest/APIReference/API_RequestCertificate.html`,
    values: {
      domainName: {
        pattern: "^(\\*\\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\\.)+[A-Za-z0-9-]{1,62}[A-Za-z0-9]$",
        inWords: "domain names with an asterisk only as the first label",
      },
      validationMethod: { enum: ["DNS", "EMAIL", "HTTP", "NONE"] },
      subjectAlternativeNames: { maxItems: 100 },
    },
  },
  "aws:ebs/volume:Volume": {
    source: `${ec2}/API_CreateVolume.html`,
    values: { type: volumeTypes, throughput: { minimum: 125, maximum: 2000 } },
  },
  "aws:ec2/instance:Instance": {
    source: `${ec2}/API_RunInstances.html`,
    values: {
      tenancy: { enum: ["default", "dedicated", "host"] },
      userData: { maxLength: 16_384, source: `${docs}/AWSEC2/latest/UserGuide/user-data.html` },
      instanceInitiatedShutdownBehavior: { enum: ["stop", "terminate"] },
      "rootBlockDevice.volumeType": volumeTypes,
      "ebsBlockDevices[].volumeType": volumeTypes,
      ...metadata,
    },
  },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    source: `${ec2}/API_LaunchTemplate.html`,
    values: {
      name: {
        minLength: 3,
        maxLength: 128,
        pattern: "^[\\w().\\-/]*$",
        inWords: "letters, digits and ().-/_",
      },
      ...metadata,
    },
  },
  "aws:ec2/networkAclRule:NetworkAclRule": {
    source: `${ec2}/API_CreateNetworkAclEntry.html`,
    values: { ruleNumber: { minimum: 1, maximum: 32_766 }, ruleAction: { enum: ["allow", "deny"] } },
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    source: `${ec2}/API_CreateSecurityGroup.html`,
    values: {
      name: {
        maxLength: 255,
        pattern: "^(?!sg-)[a-zA-Z0-9 ._\\-:/()#,@[\\]+=&;{}!$*]*$",
        inWords: "letters of ASCII, digits, spaces and ._-:/()#,@[]+=&;{}!$* that do not begin with sg-",
      },
      "ingress[].fromPort": rule.fromPort,
      "ingress[].toPort": rule.toPort,
      "ingress[].protocol": { ...rule.ipProtocol, pattern: `${rule.ipProtocol.pattern}|^all$` },
      "egress[].fromPort": rule.fromPort,
      "egress[].toPort": rule.toPort,
      "egress[].protocol": { ...rule.ipProtocol, pattern: `${rule.ipProtocol.pattern}|^all$` },
    },
  },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
    source: `${ec2}/API_AuthorizeSecurityGroupEgress.html`,
    values: rule,
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
    source: `${ec2}/API_AuthorizeSecurityGroupIngress.html`,
    values: rule,
  },
  "aws:lb/listener:Listener": { source: `${elb}/API_CreateListener.html`, values: { port } },
  "aws:lb/loadBalancer:LoadBalancer": {
    source: `${elb}/API_CreateLoadBalancer.html`,
    values: {
      name: {
        pattern: "^(?!internal-)(?!-)[A-Za-z0-9-]{1,32}(?<!-)$",
        inWords:
          "1 to 32 letters, digits and hyphens that neither begin with internal- nor begin or end with a hyphen",
      },
      loadBalancerType: { enum: ["application", "network", "gateway"] },
      ipAddressType: { enum: ["ipv4", "dualstack", "dualstack-without-public-ipv4"] },
      idleTimeout: { minimum: 1, maximum: 4000 },
    },
  },
  "aws:lb/targetGroup:TargetGroup": {
    source: `${elb}/API_CreateTargetGroup.html`,
    values: {
      name: {
        pattern: "^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$",
        inWords: "1 to 32 letters, digits and hyphens that neither begin nor end with a hyphen",
      },
      targetType: { enum: ["instance", "ip", "lambda", "alb"] },
      deregistrationDelay: { minimum: 0, maximum: 3600 },
      ...healthCheck,
    },
  },
  "aws:route53/healthCheck:HealthCheck": {
    source: `${docs}/Route53/latest/APIReference/API_HealthCheckConfig.html`,
    values: { failureThreshold: { minimum: 1, maximum: 10 }, requestInterval: { enum: [10, 30] } },
  },
  "aws:route53/record:Record": {
    source: `${docs}/Route53/latest/APIReference/API_ResourceRecordSet.html`,
    values: {
      type: { enum: "A AAAA CAA CNAME DS HTTPS MX NAPTR NS PTR SOA SPF SRV SSHFP SVCB TLSA TXT".split(" ") },
      ttl: { minimum: 0, maximum: 2_147_483_647 },
    },
  },
};
