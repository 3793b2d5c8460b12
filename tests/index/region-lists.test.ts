/** The lists of regions and partitions in this repository name the same regions. Each is from a package or a dated release. */
import { offersOf, regionsWithZones } from "@groundwork/rehearse/cloud/aws/offers/data";
import { partitionOf as simulatedPartition } from "@groundwork/rehearse/cloud/aws/partitions";
import { regionNames } from "@groundwork/rehearse/cloud/aws/schemas/data";
import { Region } from "@pulumi/aws/types/enums";
import { dnsSuffixOf, partitionOf } from "../../settings/partition";
import { region as setting } from "../../settings/region";
import { DNS_SUFFIXES, REGIONS } from "../account/policies/regions";

const byPartition = Object.entries(REGIONS).flatMap(([partition, regions]) =>
  regions.map((region) => [region, partition] as const),
);
const botocore = byPartition.map(([region]) => region).sort();
const lists = {
  /** The settings accept these. */
  "@pulumi/aws": Object.values<string>(Region),
  "the zones of cfn-lint": regionsWithZones(),
  "the schemas of cfn-lint": regionNames(),
};
/** Regions that a list has beside botocore's, or lacks, and why. */
const known: Readonly<Record<keyof typeof lists, { readonly more: string[]; readonly less: string[] }>> = {
  "@pulumi/aws": { more: [], less: [] },
  "the zones of cfn-lint": { more: [], less: [] },
  // This release has no resource types of me-south-1: whether it has a service is then not checked.
  "the schemas of cfn-lint": { more: [], less: ["me-south-1"] },
};

test.each(Object.keys(lists) as (keyof typeof lists)[])(
  "%s has the regions of botocore, except those listed here",
  (name) => {
    const regions = lists[name];
    expect({
      more: regions.filter((region) => !botocore.includes(region)).sort(),
      less: botocore.filter((region) => !regions.includes(region)),
    }).toEqual(known[name]);
  },
);

test.each(byPartition)(
  "the program and the simulated cloud agree with botocore on the partition of %s",
  (region, partition) => {
    expect([partitionOf(region), simulatedPartition(region).id]).toEqual([partition, partition]);
    expect([dnsSuffixOf(region), simulatedPartition(region).dnsSuffix]).toEqual([
      DNS_SUFFIXES[partition],
      DNS_SUFFIXES[partition],
    ]);
  },
);

test("every region that the settings accept is of a known partition, and the simulated cloud has its zones or says so", () => {
  for (const region of lists["@pulumi/aws"]) {
    expect(setting.safeParse(region).success).toBe(true);
    expect(Object.keys(REGIONS)).toContain(partitionOf(region));
    expect([region, offersOf(region) !== undefined]).toEqual([region, true]);
  }
});
