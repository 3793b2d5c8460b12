/** Availability zones: the account's names, and whether they can hold a control plane. */
import { z } from "zod";
import type { Aws } from "../aws/client";
import { readPages, xmlList } from "../aws/read";
import { asking, type Finding, ok, problem, warning } from "../finding";
import type { Needs } from "../needs";

const OPERATION = "ec2:DescribeAvailabilityZones";

/**
 * Zones that cannot hold the subnets of a control plane, by id: an account's names stand for different zones.
 * https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html#network-requirements-subnets
 */
const WITHOUT_CONTROL_PLANE = ["use1-az3", "usw1-az2", "cac1-az3"];

const schema = z.object({
  availabilityZoneInfo: xmlList(
    "item",
    z.object({
      zoneName: z.string(),
      zoneId: z.string(),
      zoneState: z.string(),
      zoneType: z.string().default("availability-zone"),
    }),
  ),
});

export async function checkZones(
  aws: Aws,
  { zones, controlPlaneZones, region }: Needs,
): Promise<readonly Finding[]> {
  if (zones.length === 0) return [];
  return asking(`Zones ${zones.join(", ")}`, async () => {
    const known = readPages(OPERATION, await aws.pages(OPERATION), schema)
      .flatMap(({ availabilityZoneInfo }) => availabilityZoneInfo)
      .filter(({ zoneType }) => zoneType === "availability-zone");
    const usable = known.filter(({ zoneId }) => !WITHOUT_CONTROL_PLANE.includes(zoneId));
    const advice = `Before the first \`up\`, choose from ${usable.map(({ zoneName }) => zoneName).join(", ")}.`;
    return zones.map((name): Finding => {
      const asked = `Zone ${name}`;
      const found = known.find(({ zoneName }) => zoneName === name);
      if (found === undefined) return problem(asked, `the account has no such zone in ${region}`, advice);
      const { zoneId, zoneState } = found;
      if (controlPlaneZones.includes(name) && WITHOUT_CONTROL_PLANE.includes(zoneId))
        return problem(
          asked,
          `in your account it is ${zoneId}, which cannot hold an EKS control plane`,
          advice,
        );
      if (zoneState !== "available")
        return warning(
          asked,
          `${zoneId} is ${zoneState}`,
          "Wait until https://health.aws.amazon.com reports that it is available.",
        );
      return ok(asked, `${zoneId}, ${zoneState}`);
    });
  });
}
