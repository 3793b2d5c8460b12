import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { ApplicationAccess } from "./application-access";
import type { Role } from "./role";
import { SearchDomain, type SearchDomainArgs } from "./search-domain";
import { createSearchName, type SearchName } from "./search-name";

/** Namespace and service account of a workload. */
interface Workload {
  readonly namespace: string;
  readonly serviceAccount: string;
}

type Method = "Get" | "Head" | "Put" | "Post";

/** Workloads with a role of their own, and their requests. */
const clients = {
  setup: {
    description: "Setup of OpenSearch: roles, index templates and lifecycles",
    methods: ["Get", "Put", "Post"],
  },
  gateway: { description: "The Collector: writes logs", methods: ["Post"] },
  jaeger: { description: "Jaeger: writes and reads traces", methods: ["Get", "Head", "Put", "Post"] },
} as const satisfies Record<string, { description: string; methods: readonly Method[] }>;

/** Requests of Grafana. Alerting creates its role. */
const grafanaMethods = ["Get", "Post"] as const satisfies readonly Method[];

type Client = keyof typeof clients;

/** Arguments of {@link SearchStore}. Changes are applied in place unless noted otherwise. */
export interface SearchStoreArgs
  extends Pick<SearchDomainArgs, "vpcId" | "subnetIds" | "clientSecurityGroupId" | "keyArn" | "size"> {
  /** Name of the cluster. Changing it replaces the Pod Identity associations. */
  readonly clusterName: pulumi.Input<string>;
  /** What uses the domain, besides Grafana. Changing a workload replaces its Pod Identity association. */
  readonly workloads: Readonly<Record<Client, Workload>>;
  /**
   * Role of Grafana, which reads logs.
   *
   * @default Grafana does not run
   */
  readonly grafanaRole?: Role | undefined;
  /** Account and region of the domain. Changing the region replaces everything. */
  readonly account: Account;
}

/** An OpenSearch domain for logs and traces, and a role for each workload that uses it. What a role can do there, the domain decides. */
export class SearchStore extends pulumi.ComponentResource {
  readonly domain: SearchDomain;
  /** ARNs of the roles that use the domain. */
  readonly roles: Readonly<Record<"gateway" | "jaeger", pulumi.Output<string>>> & {
    readonly grafana: pulumi.Output<string> | undefined;
  };
  /** What exists before the pods that use the domain: associations, without which they get no credentials, and the way to it. */
  readonly access: readonly pulumi.Resource[];

  constructor(name: string, args: SearchStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("groundwork:infra:SearchStore", name, {}, opts);
    const { account, workloads, clusterName, grafanaRole, ...domain } = args;
    const prefix = `${pulumi.getProject()}-${pulumi.getStack()}`;
    const own = createSearchName(name, { prefix, account }, { parent: this });
    const grant = (client: Client) =>
      new ApplicationAccess(
        `${name}-${client}`,
        {
          ...{ clusterName, account, workload: workloads[client] },
          description: clients[client].description,
          permissions: [allowHttp(own, clients[client].methods)],
        },
        { parent: this },
      );
    const [setup, gateway, jaeger] = [grant("setup"), grant("gateway"), grant("jaeger")];
    if (grafanaRole !== undefined) this.allowGrafana(name, grafanaRole, own);
    this.roles = { gateway: gateway.roleArn, jaeger: jaeger.roleArn, grafana: grafanaRole?.arn };
    const others = Object.values(this.roles).filter((arn) => arn !== undefined);
    this.domain = new SearchDomain(
      name,
      { ...domain, ...own, administratorArn: setup.roleArn, roleArns: [setup.roleArn, ...others] },
      { parent: this },
    );
    this.access = [setup, gateway, jaeger].map(({ association }) => association).concat(this.domain.access);
    this.registerOutputs({});
  }

  private allowGrafana(name: string, role: Role, own: SearchName): void {
    new aws.iam.RolePolicy(
      `${name}-grafana`,
      {
        role: role.name,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [allowHttp(own, grafanaMethods)],
        } satisfies aws.iam.PolicyDocument),
      },
      { parent: this },
    );
  }
}

/** https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html */
function allowHttp({ domainArn }: SearchName, methods: readonly Method[]): aws.iam.PolicyStatement {
  return {
    Effect: "Allow",
    Action: methods.map((method) => `es:ESHttp${method}`),
    Resource: pulumi.interpolate`${domainArn}/*`,
  };
}
