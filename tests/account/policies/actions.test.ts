/** Every action that a policy of the account or of a stack names exists, as AWS's service authorization reference lists them. */

import { newCloud } from "@groundwork/rehearse/cloud";
import type { Cloud } from "@groundwork/rehearse/cloud/cloud";
import { isProperties } from "@groundwork/rehearse/cloud/paths";
import { evaluated } from "../../evaluated";
import { actionsOfService } from "../evaluator/actions";
import { prepareAccount } from "./bootstrapped";

/** Properties that contain a policy document, as JSON. */
const PROPERTIES = ["policy", "assumeRolePolicy"];

/** The actions, or patterns of them, in all policies of a cloud, with the policies that name them. */
function actionsIn(cloud: Cloud): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { type, name, inputs } of cloud.list())
    for (const text of PROPERTIES.map((property) => inputs[property]))
      for (const statement of typeof text === "string" ? statementsOf(text) : [])
        for (const action of [statement.Action, statement.NotAction].flat())
          if (typeof action === "string")
            found.set(action, [...(found.get(action) ?? []), `${name} (${type})`]);
  return found;
}

function statementsOf(text: string) {
  const document: unknown = JSON.parse(text);
  return isProperties(document) ? [document.Statement].flat().filter(isProperties) : [];
}

/** Policies that allow or deny everything have a condition or a principal. */
async function matchesAction(pattern: string): Promise<boolean> {
  const [service = "", name = ""] = pattern.toLowerCase().split(":");
  const expression = new RegExp(`^${name.replaceAll("*", ".*").replaceAll("?", ".")}$`);
  const actions = await actionsOfService(service).catch(() => []);
  return actions.some((action) => expression.test((action.split(":")[1] ?? "").toLowerCase()));
}

async function unknownActions(cloud: Cloud): Promise<string[]> {
  const all = [...actionsIn(cloud)].filter(([action]) => action !== "*");
  const known = await Promise.all(all.map(([action]) => matchesAction(action)));
  return all.flatMap(([action, policies], at) => (known[at] ? [] : [`${action} in ${policies.join(", ")}`]));
}

test("in the policies of bootstrap", async () => {
  const cloud = await prepareAccount();
  expect(actionsIn(cloud).size).toBeGreaterThan(200);
  expect(await unknownActions(cloud)).toEqual([]);
});

test.each([
  ["dev", "cloudwatch"],
  ["prod", "cloudwatch"],
  ["prod", "opensearch"],
])("in the policies of %s with telemetry %s", async (stack, telemetry) => {
  const cloud = newCloud();
  const changes = {
    telemetry,
    pipelineRunnerRepository: "octo-org/garden",
    pipelineRunnerConnectionArn:
      "arn:aws:codeconnections:us-east-1:111122223333:connection/11111111-2222-3333-4444-555555555555",
  };
  await evaluated(stack, { cloud, changes });
  expect(actionsIn(cloud).size).toBeGreaterThan(30);
  expect(await unknownActions(cloud)).toEqual([]);
});

test("an action that AWS does not have is found, also as a pattern", async () => {
  const known = [
    "ec2:DeleteVpcEndpoint",
    "ec2:DeleteVpcEndpoints",
    "s3:*Bucketpolicy",
    "s3:*Bucketpolitics",
    "nosuch:*",
  ];
  expect(await Promise.all(known.map(matchesAction))).toEqual([false, true, true, false, false]);
});
