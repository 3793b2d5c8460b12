import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { ApplicationAccess } from "./application-access";
import {
  createSearchName,
  SearchDomain,
  type SearchDomainArgs,
  type SearchDomainSize,
  type SearchName,
} from "./search-domain";

/** Namespace and service account of a workload. */
interface Workload {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Workloads that use a domain. */
const clients = {
  setup: {
    description: "Setup of OpenSearch: roles, index templates and lifecycles",
    methods: ["Get", "Put", "Post"],
  },
  gateway: { description: "The Collector: writes logs", methods: ["Post"] },
  jaeger: { description: "Jaeger: writes and reads traces", methods: ["Get", "Head", "Put", "Post"] },
  grafana: { description: "Grafana: reads logs", methods: ["Get", "Post"] },
} as const;

/** A workload that uses a domain. */
export type SearchClient = keyof typeof clients;

/** Arguments of {@link SearchStore}. Changes are applied in place unless noted otherwise. */
export interface SearchStoreArgs extends Pick<
  SearchDomainArgs,
  "vpcId" | "subnetIds" | "clientSecurityGroupId" | "keyArn"
> {
  readonly size: SearchDomainSize;
  /** Name of the cluster. Changing it replaces the Pod Identity associations. */
  readonly clusterName: pulumi.Input<string>;
  /** What uses the domain. `grafana` is optional. Changing a workload replaces its Pod Identity association. */
  readonly workloads: Readonly<Record<Exclude<SearchClient, "grafana">, Workload>>;
  /** Account and region of the domain. Changing the region replaces everything. */
  readonly account: Account;
}

/** An OpenSearch domain for logs and traces, and a role for each workload that uses it. What a role can do there, the domain decides. */
export class SearchStore extends pulumi.ComponentResource {
  readonly domain: SearchDomain;
  /** ARNs of the roles. */
  readonly roleArns: Readonly<Record<Exclude<SearchClient, "grafana">, pulumi.Output<string>>>;
  /** The associations. Pods get credentials only if these exist when they start, so workloads must depend on them. */
  readonly access: readonly pulumi.Resource[];

  constructor(name: string, args: SearchStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:SearchStore", name, {}, opts);
    const { account, workloads, clusterName, ...domain } = args;
    const prefix = `${pulumi.getProject()}-${pulumi.getStack()}`;
    const own = createSearchName(name, { prefix, account }, { parent: this });
    const create = (client: Exclude<SearchClient, "grafana">) => {
      const { description } = clients[client];
      const permissions = [allowHttp(own, client)];
      return new ApplicationAccess(
        `${name}-${client}`,
        { description, clusterName, workload: workloads[client], permissions, account },
        { parent: this },
      );
    };
    const access = { setup: create("setup"), gateway: create("gateway"), jaeger: create("jaeger") };
    this.roleArns = {
      setup: access.setup.roleArn,
      gateway: access.gateway.roleArn,
      jaeger: access.jaeger.roleArn,
    };
    this.domain = new SearchDomain(
      name,
      { ...domain, ...own, administratorArn: this.roleArns.setup, roleArns: Object.values(this.roleArns) },
      { parent: this },
    );
    this.access = [...Object.values(access).map(({ association }) => association), this.domain.access];
    this.registerOutputs({});
  }
}

/** https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html */
function allowHttp({ domainArn }: SearchName, client: SearchClient): aws.iam.PolicyStatement {
  return {
    Effect: "Allow",
    Action: clients[client].methods.map((method) => `es:ESHttp${method}`),
    Resource: pulumi.interpolate`${domainArn}/*`,
  };
}
