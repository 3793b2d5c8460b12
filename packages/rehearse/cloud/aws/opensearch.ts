import type * as aws from "@pulumi/aws";
import { searchInstancePrice } from "../../cost/prices";
import { hours } from "../../cost/usage";
import { type Bill, fixed } from "../billing";
import { defineType, type Plain } from "../resource-type";
import { arn, dnsSuffix, tagsAll } from "./common";
import { lettersOf } from "./ids";
import { key } from "./kms";

type Domain = Plain<aws.opensearch.DomainArgs>;

const guide = "https://docs.aws.amazon.com/opensearch-service/latest/developerguide";

/** Why Amazon OpenSearch Service refuses a domain. */
function problems({ clusterConfig = {}, vpcOptions, advancedSecurityOptions, ...domain }: Domain): string[] {
  const { instanceCount = 1, zoneAwarenessEnabled = false, zoneAwarenessConfig } = clusterConfig;
  const zones = zoneAwarenessEnabled ? (zoneAwarenessConfig?.availabilityZoneCount ?? 2) : 1;
  const subnets = vpcOptions?.subnetIds?.length;
  const isSecured =
    domain.encryptAtRest?.enabled === true &&
    domain.nodeToNodeEncryption?.enabled === true &&
    domain.domainEndpointOptions?.enforceHttps === true;
  return [
    ...(instanceCount < zones
      ? [
          `ValidationException: instanceCount is ${instanceCount}; at least ${zones} are allowed in ${zones} zones: ${guide}/managedomains-multiaz.html`,
        ]
      : []),
    ...(subnets !== undefined && subnets !== zones
      ? [`ValidationException: ${subnets} subnets; ${zones} are allowed: ${guide}/vpc.html`]
      : []),
    ...(advancedSecurityOptions?.enabled === true && !isSecured
      ? [
          `ValidationException: fine-grained access control needs encryption at rest, node-to-node encryption and HTTPS: ${guide}/fgac.html`,
        ]
      : []),
  ];
}

const price: Bill<Domain> = ({ inputs: { clusterConfig = {}, ebsOptions } }) => {
  const { instanceType = "m4.large.search", instanceCount = 1 } = clusterConfig;
  const instance = searchInstancePrice(instanceType);
  if (instance === undefined)
    return {
      notPriced: `${instanceType}: add it to packages/rehearse/cost/prices.ts as OpenSearch ${instanceType}`,
    };
  return [
    fixed(instance, instanceCount * hours),
    fixed("OpenSearch gp3 storage", instanceCount * Number(ebsOptions?.volumeSize ?? 0)),
  ];
};

/** The host name of the endpoint in the VPC. */
const host = (id: string, name: unknown) => `vpc-${name}-${lettersOf(id, 26).toLowerCase()}`;

export const resources = {
  "aws:opensearch/domain:Domain": defineType<aws.opensearch.Domain, aws.opensearch.DomainArgs>({
    autoName: { property: "domainName", maxLength: 28 },
    unique: ["domainName"],
    importId: ({ domainName }) => domainName,
    id: (subject) => arn("es", () => `domain/${subject.inputs.domainName}`)(subject),
    replaceOn: ["domainName"],
    replaceWhen: {
      // A key can be set later, and neither removed nor changed.
      encryptAtRest: (earlier) => Object(earlier).enabled === true,
      // Access control can be enabled later, and not disabled.
      advancedSecurityOptions: (earlier, later) =>
        Object(earlier).enabled === true && Object(later).enabled !== true,
      // A domain enters or leaves a VPC by a new one.
      vpcOptions: (earlier, later) => (earlier === undefined) !== (later === undefined),
    },
    references: {
      "encryptAtRest.kmsKeyId": key,
      "vpcOptions.subnetIds[]": { type: "aws:ec2/subnet:Subnet", blocksDeletion: true },
      "vpcOptions.securityGroupIds[]": { type: "aws:ec2/securityGroup:SecurityGroup", blocksDeletion: true },
    },
    refuse: ({ inputs }) => problems(inputs),
    defaults: {
      accessPolicies: () => "",
      advancedOptions: () => ({}),
      aimlOptions: () => ({}),
      autoTuneOptions: () => ({ desiredState: "DISABLED" }),
      deploymentStrategyOptions: () => ({}),
      ipAddressType: () => "ipv4",
    },
    outputs: {
      arn: ({ id }) => id,
      dashboardEndpoint: ({ id, inputs, cloud }) =>
        `${host(id, inputs.domainName)}.${cloud.account.region}.es.${dnsSuffix(cloud)}/_dashboards`,
      dashboardEndpointV2: () => "",
      domainEndpointV2HostedZoneId: () => "",
      domainId: ({ cloud, inputs }) => `${cloud.account.id}/${inputs.domainName}`,
      endpoint: ({ id, inputs, cloud }) =>
        `${host(id, inputs.domainName)}.${cloud.account.region}.es.${dnsSuffix(cloud)}`,
      endpointV2: () => "",
      tagsAll,
    },
    summary: ["engineVersion"],
    seconds: {
      create: 1_500,
      update: 1_200,
      delete: 900,
      source:
        "the provider waits at least 10 minutes for a creation and a deletion " +
        "(https://github.com/hashicorp/terraform-provider-aws/issues/45244), and creations of more than an hour are reported " +
        "(https://github.com/hashicorp/terraform-provider-aws/issues/33897); taken as 25 minutes",
    },
    price,
  }),
};
