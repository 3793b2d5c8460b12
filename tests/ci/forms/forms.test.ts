/**
 * Ids, ARNs and addresses of the simulated cloud have AWS's form, in each partition. The judges are moto, the ARN formats of AWS's
 * service authorization reference (in cfn-lint), botocore's partitions, and pages of AWS and of the provider.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { knownTypes } from "@groundwork/rehearse/cloud";
import { partitionOf } from "@groundwork/rehearse/cloud/aws/partitions";
import { requirement } from "@groundwork/rehearse/cloud/aws/schemas/data";
import type { CloudResource } from "@groundwork/rehearse/cloud/cloud";
import { findCfnLint } from "@groundwork/testbed/cfn-lint/install";
import { botocorePartitions, type MotoForms, motoForms } from "@groundwork/testbed/moto/forms";
import { createEach } from "./created";
import { documented, motoDiffers, motoDiffersElsewhere } from "./documented";

jest.setTimeout(600_000);

/** A region of each partition. */
const regions = [
  "us-east-1",
  "eu-central-1",
  "cn-north-1",
  "us-gov-west-1",
  "us-iso-east-1",
  "us-isob-east-1",
  "eu-isoe-west-1",
  "us-isof-south-1",
  "eusc-de-east-1",
];
const ofMoto = ["us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1"];
const types = knownTypes.types.filter((type) => type.startsWith("aws:"));

const answers = new Map<string, MotoForms>();
function ofMotoIn(region: string): MotoForms {
  const known = answers.get(region) ?? motoForms(region);
  answers.set(region, known);
  return known;
}

/** The form of a value: what AWS chooses at random is replaced by its kind and length. */
function formOf(value: unknown): string {
  return String(value)
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UUID")
    .replaceAll(/(?<=-)[0-9a-f]{17}\b/g, "17 HEX")
    .replaceAll(/\b\d+\.\d+\.\d+\.\d+\b/g, "IPV4")
    .replace(/(?<=^db-)[A-Z0-9]{26}$/, "26 LETTERS")
    .replace(/(?<=^A[A-Z]{3})[A-Z0-9]{17}$/, "17 LETTERS")
    .replace(/(?<=:secret:[^|]*-)[A-Za-z0-9]{6}(?=$|\|)/, "6 LETTERS");
}

const propertyOf = ({ id, outputs }: CloudResource, property: string) =>
  property === "id" ? id : outputs[property];

const cache = new Map<string, Promise<ReadonlyMap<string, CloudResource>>>();
function created(region: string) {
  const known = cache.get(region) ?? createEach(region);
  cache.set(region, known);
  return known;
}

test("one resource of each type is created", async () => {
  expect([...(await created("us-east-1")).keys()].sort()).toEqual([...types].sort());
});

test.each(ofMoto)("ids, ARNs and addresses have the form of moto's in %s", async (region) => {
  const { found, missing } = ofMotoIn(region);
  // moto's Lambda and CodeBuild do not accept the role that its IAM has under another partition.
  const without = ["aws:lambda/function:Function", "aws:codebuild/project:Project"];
  expect(Object.keys(missing)).toEqual(region === "us-gov-west-1" ? without : []);
  const made = await created(region);
  const differs = region.startsWith("cn-") || region.startsWith("us-gov-") ? motoDiffersElsewhere : {};
  const compared = Object.entries(found).flatMap(([type, properties]) =>
    Object.entries(properties)
      .map(([property, value]) => ({ name: `${type} ${property}`, type, property, value }))
      .filter(({ name }) => !(name in motoDiffers) && !(name in differs)),
  );
  expect(compared.length).toBeGreaterThan(50);
  const ours = compared.map(({ name, type, property }) => {
    const resource = made.get(type);
    return `${name} ${resource && formOf(propertyOf(resource, property))}`;
  });
  expect(ours).toEqual(compared.map(({ name, value }) => `${name} ${formOf(value)}`));
});

test("the differences of moto are differences", async () => {
  const unneeded = async (region: string, table: Readonly<Record<string, string>>) => {
    const made = await created(region);
    const { found } = ofMotoIn(region);
    return Object.keys(table).filter((name) => {
      const [type = "", property = ""] = name.split(" ");
      const resource = made.get(type);
      return resource && formOf(propertyOf(resource, property)) === formOf(found[type]?.[property]);
    });
  };
  expect(await unneeded("us-east-1", motoDiffers)).toEqual([]);
  expect(await unneeded("us-gov-west-1", motoDiffersElsewhere)).toEqual([
    "aws:ecr/repository:Repository repositoryUrl",
  ]);
  expect(await unneeded("cn-north-1", { "aws:ecr/repository:Repository repositoryUrl": "" })).toEqual([]);
});

test("each type is compared with moto or with a page", () => {
  const { found } = ofMotoIn("us-east-1");
  const judged = new Set([...Object.keys(found), ...documented.map(({ type }) => type)]);
  expect(types.filter((type) => !judged.has(type))).toEqual([]);
});

test.each(regions)("what moto does not give has the documented form in %s", async (region) => {
  const made = await created(region);
  const wrong = documented.flatMap(({ type, property, form, source }) => {
    const resource = made.get(type);
    const value = resource && propertyOf(resource, property);
    return form.test(String(value))
      ? []
      : [`${type} ${property} is ${value}; ${form} is documented: ${source}`];
  });
  expect(wrong).toEqual([]);
});

/** All texts in a value, with their paths. */
function texts(value: unknown, path: string): { readonly path: string; readonly text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => texts(part, `${path}.${key}`));
}

/** Inputs that name the other region, from which a copy is made or to which it goes. */
const inOtherRegion = /\.(primaryKeyArn|sourceDbInstanceArn|destinations\.\d+\.region)$/;

async function allTexts(region: string) {
  return [...(await created(region)).values()]
    .flatMap(({ type, id, outputs }) => texts({ id, ...outputs }, type))
    .filter(({ path }) => !inOtherRegion.test(path));
}

// `arn:${Partition}:ec2:${Region}:${Account}:vpc/.*`
const reference: Readonly<Record<string, { readonly Resources?: object }>> = JSON.parse(
  readFileSync(join(findCfnLint(requirement), "data/AdditionalSpecs/Policies.json"), "utf8"),
);
const formats = Object.values(reference).flatMap(({ Resources = {} }) =>
  Object.values(Resources).flatMap((resource): string[] => Object(resource).ARNFormats ?? []),
);

/** Formats of a service, with the names of a stack in a region. */
function formatsOf(service: string, region: string): RegExp[] {
  return formats
    .filter((format) => format.startsWith(`arn:\${Partition}:${service}:`))
    .map((format) => {
      const names: Readonly<Record<string, string>> = {
        Partition: partitionOf(region).id,
        Region: region,
        Account: "111122223333",
      };
      const filled = format.replaceAll(/\$\{(\w+)\}/g, (whole, name) => names[name] ?? whole);
      return new RegExp(`^${filled.replaceAll("/", "\\/")}$`);
    });
}

test.each(regions)("each ARN has a format of the service authorization reference, in %s", async (region) => {
  const arns = (await allTexts(region)).filter(({ text }) => text.startsWith("arn:"));
  expect(arns.length).toBeGreaterThan(60);
  const wrong = arns.filter(({ text }) => {
    // The version of a secret stands behind its ARN, and the function's ARN inside the one for API Gateway.
    const [, , service = ""] = text.split(":");
    const given = text.replace(/\|.*$/, "");
    return service !== "apigateway" && !formatsOf(service, region).some((format) => format.test(given));
  });
  expect(wrong).toEqual([]);
});

const { partitions } = JSON.parse(readFileSync(botocorePartitions(), "utf8"));

test.each(regions)("the partition of %s is the one that botocore has", (region) => {
  const known = partitions.find(({ regionRegex }: { regionRegex: string }) =>
    new RegExp(regionRegex).test(region),
  );
  const { id, dnsSuffix } = partitionOf(region);
  expect({ id, dnsSuffix }).toEqual({ id: known.id, dnsSuffix: known.outputs.dnsSuffix });
});

test("the regions of this test are of all partitions that botocore has", () => {
  expect([...new Set(regions.map((region) => partitionOf(region).id))].sort()).toEqual(
    partitions.map(({ id }: { id: string }) => id).sort(),
  );
});

/** Principals and the names of endpoint services have this suffix in every partition. */
const sameEverywhere = /^(com\.amazonaws\.[a-z0-9-]+\.\w+|[a-z0-9-]+\.amazonaws\.com)$/;

test.each(regions)("no value names another region or partition than that of %s", async (region) => {
  const { id, dnsSuffix } = partitionOf(region);
  const wrong = (await allTexts(region)).filter(({ path, text }) => {
    if (/policy/i.test(path) && text.startsWith("{")) return false;
    const others = (text.match(/\b(us|eu|cn|ap|eusc)(-[a-z]+)+-\d\b/g) ?? []).filter(
      (each) => each !== region,
    );
    const arns = (text.match(/arn:aws[a-z-]*/g) ?? []).filter((each) => each !== `arn:${id}`);
    const named = sameEverywhere.test(text) ? [] : (text.match(/\bamazonaws\.[a-z.]*[a-z]/g) ?? []);
    return others.length + arns.length + named.filter((each) => each !== dnsSuffix).length > 0;
  });
  expect(wrong).toEqual([]);
});
