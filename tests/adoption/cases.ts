/** How others adopt the platform: the answers, and what they do by hand. */
import { addOrders } from "../applications/orders-example";
import { existingVpc, subnetId, VPC } from "../existing-network";

interface Case {
  readonly name: string;
  /** Options of `groundwork adopt`. */
  readonly options: readonly string[];
  readonly environments: readonly string[];
  /** Edits of files by hand, by path. */
  readonly byHand?: Readonly<Record<string, (text: string) => string>>;
  /** Adds an application to the copy, in these stacks. */
  readonly addApplication?: (folder: string, stacks: readonly string[]) => void;
}

const REGION = "ap-northeast-2";
const ADMINISTRATOR = "arn:aws:iam::444455556666:role/administrators";

/** The options of an adopter, whose other options follow. */
function adopter(project: string, region: string, ...more: readonly string[]): readonly string[] {
  return [
    ...["--project", project, "--region", region, "--repository", "acme/shop-platform"],
    ...["--account", "444455556666", "--administrator", ADMINISTRATOR, "--alert-email", "ops@acme.test"],
    ...more,
  ];
}

const environment = (text: string) => ["--environment", text];
const two = [...environment("dev=development"), ...environment("prod=production:required")];
const domain = ["--domain", "photos.acme.test", "--hosted-zone", "Z0987654321ZYXWVUTSRQ"];

const subnets = (kind: "public" | "private" | "isolated") => [
  "--subnets",
  `prod:${kind}=${[0, 1, 2].map((zone) => subnetId(kind, zone)).join(",")}`,
];

/** The name has the 20 characters that are allowed. */
export const longestName: Case = {
  name: "longest name, other region",
  options: adopter("acme-photo-platform1", REGION, ...two, ...domain),
  environments: ["dev", "prod"],
};

export const cases: readonly Case[] = [
  longestName,
  {
    name: "three environments",
    options: adopter(
      "acme",
      "us-east-1",
      ...environment("dev=development"),
      ...environment("staging=production:none"),
      ...environment("prod=production:required"),
      ...domain,
    ),
    environments: ["dev", "staging", "prod"],
  },
  {
    name: "without gallery",
    options: adopter("acme", "us-east-1", ...two, "--gallery", "off"),
    environments: ["dev", "prod"],
  },
  {
    name: "application alone",
    options: adopter("acme", "us-east-1", ...two, ...domain, "--gallery", "off"),
    environments: ["dev", "prod"],
    addApplication: addOrders,
  },
  {
    name: "without monitoring",
    options: adopter("acme", "us-east-1", ...two, ...domain, "--monitoring", "off"),
    environments: ["dev", "prod"],
  },
  {
    name: "existing VPC",
    options: adopter(
      "acme",
      existingVpc.region,
      ...two,
      ...domain,
      ...[
        "--existing-vpc",
        `prod=${VPC}`,
        ...subnets("public"),
        ...subnets("private"),
        ...subnets("isolated"),
      ],
    ),
    environments: ["dev", "prod"],
    byHand: {
      // docs/existing-network.md
      "rehearse.config.ts": (text) =>
        text.replace(
          "  holdsData,\n",
          `  holdsData,\n  existing: { vpcs: [${JSON.stringify(existingVpc)}] },\n`,
        ),
    },
  },
  {
    name: "an application",
    options: adopter("acme", "us-east-1", ...two, ...domain),
    environments: ["dev", "prod"],
    addApplication: addOrders,
  },
];
