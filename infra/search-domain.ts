import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link SearchDomain}. Changes are applied in place unless noted otherwise. */
export interface SearchDomainArgs {
  /** VPC of the domain. Changing it replaces the domain, which loses its data. */
  readonly vpcId: pulumi.Input<string>;
  /** One private subnet of each zone in which the domain runs. Changing their number moves all data to new nodes. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Security group of the clients. */
  readonly clientSecurityGroupId: pulumi.Input<string>;
  /** ARN of the key that encrypts indices and snapshots. Changing it replaces the domain, which loses its data. */
  readonly keyArn: pulumi.Input<string>;
  /** Size of the domain. Changing the type or the number moves all data to new nodes, while the domain serves. */
  readonly size: SearchDomainSize;
  /** ARN of the role that administers the domain: roles, index templates and lifecycles. */
  readonly administratorArn: pulumi.Input<string>;
  /** ARNs of all roles that can connect, including the administrator. */
  readonly roleArns: readonly pulumi.Input<string>[];
  /** Name of the domain, of `createSearchName`. Changing it replaces the domain, which loses its data. */
  readonly domainName: pulumi.Input<string>;
  /** ARN of the domain with this name. */
  readonly domainArn: pulumi.Input<string>;
}

/** Nodes of a domain and their volumes. */
interface SearchDomainSize {
  /** @example "m6g.large.search" */
  readonly instanceType: string;
  /** Nodes, a multiple of the number of zones. */
  readonly nodes: number;
  /** Volume of each node, in GiB. */
  readonly storageGib: number;
}

/** The engine, which Amazon offers and `npm run test:signals` runs (packages/testbed/opensearch/server/pom.xml). */
const engineVersion = "OpenSearch_2.19";

/**
 * A domain of Amazon OpenSearch Service in private subnets: encrypted, with TLS, and open to signed requests of these roles only. Amazon
 * takes a snapshot every hour and keeps it for 14 days.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-snapshots.html
 */
export class SearchDomain extends pulumi.ComponentResource {
  /** Base URL of its REST API. */
  readonly url: pulumi.Output<string>;
  /** Host name of the endpoint. */
  readonly host: pulumi.Output<string>;
  readonly domainName: pulumi.Output<string>;
  /** The rule that allows clients to connect. Clients should list it in `dependsOn`. */
  readonly access: pulumi.Resource;

  constructor(name: string, args: SearchDomainArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:SearchDomain", name, {}, opts);
    const group = new aws.ec2.SecurityGroup(
      name,
      { vpcId: args.vpcId, description: "OpenSearch domain" },
      { parent: this },
    );
    this.access = new aws.vpc.SecurityGroupIngressRule(
      `${name}-from-cluster`,
      {
        securityGroupId: group.id,
        referencedSecurityGroupId: args.clientSecurityGroupId,
        ...{ ipProtocol: "tcp", fromPort: 443, toPort: 443 },
        description: "HTTPS from the cluster",
      },
      { parent: this },
    );
    const domain = this.createDomain(name, args, group);
    this.host = domain.endpoint;
    this.url = pulumi.interpolate`https://${domain.endpoint}`;
    this.domainName = domain.domainName;
    this.registerOutputs({ url: this.url, host: this.host, domainName: this.domainName });
  }

  private createDomain(
    name: string,
    { size, subnetIds, keyArn, administratorArn, roleArns, domainName, domainArn }: SearchDomainArgs,
    group: aws.ec2.SecurityGroup,
  ): aws.opensearch.Domain {
    const zones = subnetIds.length;
    return new aws.opensearch.Domain(
      name,
      {
        domainName,
        engineVersion,
        clusterConfig: {
          instanceType: size.instanceType,
          instanceCount: size.nodes,
          ...(zones > 1
            ? { zoneAwarenessEnabled: true, zoneAwarenessConfig: { availabilityZoneCount: zones } }
            : {}),
        },
        ebsOptions: { ebsEnabled: true, volumeType: "gp3", volumeSize: size.storageGib },
        vpcOptions: { subnetIds: [...subnetIds], securityGroupIds: [group.id] },
        encryptAtRest: { enabled: true, kmsKeyId: keyArn },
        nodeToNodeEncryption: { enabled: true },
        domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" },
        // Roles of IAM, and no user with a password.
        advancedSecurityOptions: {
          enabled: true,
          internalUserDatabaseEnabled: false,
          masterUserOptions: { masterUserArn: administratorArn },
        },
        accessPolicies: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { AWS: [...roleArns] },
              Action: "es:ESHttp*",
              Resource: pulumi.interpolate`${domainArn}/*`,
            },
          ],
        } satisfies aws.iam.PolicyDocument),
        softwareUpdateOptions: { autoSoftwareUpdateEnabled: true },
        // Updates of software are installed in ten hours a day from this time, in UTC.
        offPeakWindowOptions: {
          enabled: true,
          offPeakWindow: { windowStartTime: { hours: 1, minutes: 0 } },
        },
      },
      // Creations of more than the provider's limit of an hour are reported.
      { parent: this, customTimeouts: { create: "2h", update: "3h", delete: "2h" } },
    );
  }
}
