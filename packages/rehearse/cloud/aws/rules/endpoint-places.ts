/** Rules of the places of VPC endpoints: their subnets and the region of their service. */
import type { Rule } from "../../package";
import { docs, isGiven, problemsOf, textsAt, wrong } from "./messages";

const source = `${docs}/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html`;

const endpoint: Rule = ({ inputs, cloud }) => {
  const { serviceName, serviceRegion } = inputs;
  const { region } = cloud.account;
  const zones = textsAt(inputs.subnetIds).flatMap((id) => {
    const zone = cloud.find("aws:ec2/subnet:Subnet", id)?.outputs.availabilityZone;
    return typeof zone === "string" && zone !== "" ? [zone] : [];
  });
  const twice = zones.find((zone, index) => zones.indexOf(zone) !== index);
  const [, named] = /^com\.amazonaws\.([a-z]+(?:-[a-z]+)+-\d)\./.exec(String(serviceName)) ?? [];
  return problemsOf(
    twice !== undefined &&
      wrong(
        "subnetIds",
        inputs.subnetIds,
        `one subnet in each zone is allowed, and two are in ${twice}`,
        source,
      ),
    named !== undefined &&
      named !== region &&
      !isGiven(serviceRegion) &&
      wrong(
        "serviceName",
        serviceName,
        `a service of ${region} is allowed, or serviceRegion with it`,
        source,
      ),
  );
};

export const rules: Readonly<Record<string, Rule>> = { "aws:ec2/vpcEndpoint:VpcEndpoint": endpoint };
