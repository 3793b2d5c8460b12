import fc from "fast-check";
import { contains, parseCidr } from "../../infra/cidr";
import type { EvaluatedResource, Evaluation } from "../../simulation/evaluation";
import { all, evaluated, one } from "../evaluated";

const zones = ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"];
let dev: Evaluation;
let prod: Evaluation;
beforeAll(async () => {
  dev = await evaluated("dev");
  prod = await evaluated("prod");
});

/** Where the route tables of one kind of subnet lead to, apart from the VPC itself: a list of targets a table. */
function waysOut(evaluation: Evaluation, kind: "public" | "private" | "isolated"): (readonly string[])[] {
  const routes = evaluation.resources.filter(({ type }) => type === "aws:ec2/route:Route");
  return subnets(evaluation, kind).map((subnet) => {
    const association = all(evaluation, "aws:ec2/routeTableAssociation:RouteTableAssociation").find(
      ({ inputs }) => inputs.subnetId === subnet.outputs.id,
    );
    return routes
      .filter(({ inputs }) => inputs.routeTableId === association?.inputs.routeTableId)
      .flatMap(({ inputs }) => ["gatewayId", "natGatewayId"].filter((target) => target in inputs));
  });
}

function subnets(evaluation: Evaluation, kind: "public" | "private" | "isolated"): EvaluatedResource[] {
  return all(evaluation, "aws:ec2/subnet:Subnet").filter(({ name }) => name.includes(`-${kind}-`));
}

test("probe", () => {
  console.log(JSON.stringify(subnets(dev, "private"), null, 1).slice(0, 1800), waysOut(prod, "private"), waysOut(prod,"public"), waysOut(dev,"isolated"));
});
