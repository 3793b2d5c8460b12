/** What must exist before the stack: principals, boundaries, service-linked roles, hosted zones, certificates and connections. */
import { z } from "zod";
import type { Aws } from "../aws/client";
import type { Operation, Params } from "../aws/operations";
import { readPages } from "../aws/read";
import { asking, type Finding, isMissing, ok, problem, warning } from "../finding";
import type { Needs, Reference } from "../needs";
import type { Identity } from "./account";

export async function checkReferences(
  aws: Aws,
  needs: Needs,
  identity: Identity,
): Promise<readonly Finding[]> {
  const findings = await Promise.all([
    ...needs.principals.map((each) => checkPrincipal(aws, each, identity)),
    ...needs.boundaries.map((each) => checkBoundary(aws, each)),
    ...needs.serviceRoles.map((each) => checkServiceRole(aws, each)),
    ...needs.connections.map((each) => checkConnection(aws, each)),
    ...needs.hostedZones.map((each) => checkHostedZone(aws, each)),
    ...needs.certificates.map((each) => checkCertificate(aws, each)),
  ]);
  return findings.flat();
}

interface Existing<T extends z.ZodType> {
  readonly asked: string;
  readonly operation: Operation;
  readonly params: Params;
  readonly schema: T;
  /** What to do if it does not exist. */
  readonly advice: string;
  readonly region?: string | undefined;
  readonly check: (found: z.output<T>) => Finding;
}

/** Reads something that must exist. */
function reading<T extends z.ZodType>(aws: Aws, existing: Existing<T>): Promise<readonly Finding[]> {
  const { asked, operation, params, schema, advice, region, check } = existing;
  return asking(asked, async () => {
    try {
      const [found] = readPages(operation, await aws.pages(operation, params, region), schema);
      return found === undefined ? problem(asked, "does not exist", advice) : check(found);
    } catch (error) {
      if (isMissing(error)) return problem(asked, "does not exist", advice);
      throw error;
    }
  });
}

/** EKS accepts only roles and users that exist. */
async function checkPrincipal(
  aws: Aws,
  { id, from }: Reference,
  { account }: Identity,
): Promise<readonly Finding[]> {
  const [, , , , owner, path = ""] = id.split(":");
  const kind = path.startsWith("user/") ? "User" : "Role";
  const asked = `${kind} ${id}`;
  const advice = `Create it, or correct or remove its line in the stack's file. It is needed by ${listsOf(from)}.`;
  if (owner !== account)
    return [
      warning(
        asked,
        `in account ${owner}, which your credentials cannot ask`,
        `Check it with credentials of ${owner}.`,
      ),
    ];
  const name = path.split("/").at(-1);
  const entity = z.object({ Arn: z.string() });
  const operation = kind === "User" ? "iam:GetUser" : "iam:GetRole";
  return reading(aws, {
    asked,
    operation,
    params: { [`${kind}Name`]: name },
    schema: z.object({ [kind]: entity }),
    advice,
    check: ({ [kind]: found }) =>
      found?.Arn === id
        ? ok(asked, "exists")
        : problem(asked, `its ARN is ${found?.Arn}`, `Use the ARN with its path: ${found?.Arn}.`),
  });
}

/** The names of the access entries, such as `cluster-admin-…`, without the principal. */
const listsOf = (names: readonly string[]) => names.map((name) => name.replace(/-\d{12}:.*$/, "")).join(", ");

function checkBoundary(aws: Aws, { id }: Reference) {
  const asked = `Permissions boundary ${id}`;
  return reading(aws, {
    asked,
    operation: "iam:GetPolicy",
    params: { PolicyArn: id },
    schema: z.object({ Policy: z.object({ Arn: z.string() }) }),
    advice: "Run `npx --no groundwork bootstrap`, which creates it, and copy the line that it prints.",
    check: () => ok(asked, "exists"),
  });
}

function checkServiceRole(aws: Aws, { id, service, from }: Needs["serviceRoles"][number]) {
  const asked = `Service-linked role ${id}`;
  return reading(aws, {
    asked,
    operation: "iam:GetRole",
    params: { RoleName: id },
    schema: z.object({ Role: z.object({ Arn: z.string() }) }),
    advice: `Create it, once in the account: aws iam create-service-linked-role --aws-service-name ${service}. It is needed by ${from.join(", ")}.`,
    check: () => ok(asked, "exists"),
  });
}

function checkConnection(aws: Aws, { id }: Reference) {
  const asked = `Connection ${id}`;
  const console = "Developer Tools, Settings, Connections in the AWS console";
  return reading(aws, {
    asked,
    operation: "codeconnections:GetConnection",
    params: { ConnectionArn: id },
    schema: z.object({ Connection: z.object({ ConnectionStatus: z.string() }) }),
    advice: `Create it (${console}), and write its ARN into the stack's file.`,
    region: id.split(":")[3],
    check: ({ Connection: { ConnectionStatus: status } }) =>
      status === "AVAILABLE"
        ? ok(asked, "available")
        : problem(asked, `its status is ${status}`, `Complete it: ${console}, Update pending connection.`),
  });
}

const zone = z.object({
  HostedZone: z.object({
    Name: z.string(),
    Config: z.object({ PrivateZone: z.string().default("false") }).default({ PrivateZone: "false" }),
  }),
});

function checkHostedZone(aws: Aws, { id, records }: Needs["hostedZones"][number]) {
  const asked = `Hosted zone ${id}`;
  const advice = `Write the id of the public hosted zone of ${records.filter((name) => !name.startsWith("_")).join(", ")} into the stack's file.`;
  return reading(aws, {
    asked,
    operation: "route53:GetHostedZone",
    params: { Id: id },
    schema: zone,
    advice,
    check: ({ HostedZone: { Name, Config } }) => {
      const domain = Name.replace(/\.$/, "");
      const outside = records.filter((name) => name !== domain && !name.endsWith(`.${domain}`));
      if (Config.PrivateZone === "true")
        return problem(asked, `the zone of ${domain} is private: certificates cannot be validated`, advice);
      if (outside.length > 0)
        return problem(
          asked,
          `it is the zone of ${domain}, which cannot contain ${outside.join(", ")}`,
          advice,
        );
      return ok(asked, `public, of ${domain}`);
    },
  });
}

function checkCertificate(aws: Aws, { id, from }: Reference) {
  const asked = `Certificate ${id}`;
  return reading(aws, {
    asked,
    operation: "acm:DescribeCertificate",
    params: { CertificateArn: id },
    schema: z.object({ Certificate: z.object({ Status: z.string() }) }),
    advice: `Correct the ARN in ${from.join(", ")}.`,
    region: id.split(":")[3],
    check: ({ Certificate: { Status } }) =>
      Status === "ISSUED"
        ? ok(asked, "issued")
        : problem(asked, `its status is ${Status}`, "Complete its validation, or use another certificate."),
  });
}
