/** A preview knows few values. Whichever values are unknown, no policy may throw or report a false violation. */
import { checkAll, findStackViolations, findViolations } from "../../policy/check";
import { isResourcePolicy, type Resource } from "../../policy/policy";
import { isProperties, type Properties, plain, UNKNOWN } from "../../policy/properties";
import { policies } from "../../policy/rules";
import { evaluated } from "../evaluated";
import { prod } from "./violations";

/** Copies of a value in each of which one part, at any depth, is unknown. */
function* withOneUnknown(value: unknown): Generator<unknown> {
  yield UNKNOWN;
  if (Array.isArray(value))
    for (const [at, each] of value.entries())
      for (const changed of withOneUnknown(each)) yield value.with(at, changed);
  else if (isProperties(value))
    for (const [key, each] of Object.entries(value))
      for (const changed of withOneUnknown(each)) yield { ...value, [key]: changed };
}

let given: Resource[];
let made: Resource[];
beforeAll(async () => {
  const { resources } = await evaluated("prod");
  const seen = (propertiesOf: (resource: (typeof resources)[number]) => Properties) =>
    resources.map((resource) => ({ ...resource, properties: plain(propertiesOf(resource)) }));
  given = seen(({ inputs }) => inputs);
  made = seen(({ inputs, outputs }) => ({ ...inputs, ...outputs }));
});

test("an unknown part never makes a policy over single resources report a violation", () => {
  const asked = new Set<string>();
  const wrong: string[] = [];
  for (const resource of given)
    for (const policy of policies
      .filter(isResourcePolicy)
      .filter(({ types }) => types.includes(resource.type))) {
      asked.add(policy.name);
      for (const [key, value] of Object.entries(resource.properties))
        for (const changed of withOneUnknown(value)) {
          const unclear = { ...resource, properties: { ...resource.properties, [key]: changed } };
          wrong.push(...findViolations(policy, unclear, prod).map(({ message }) => message));
        }
    }
  expect([...new Set(wrong)]).toEqual([]);
  // Policies about resources that the platform does not have are not tested here; each has a separate test.
  expect(asked.size).toBeGreaterThan(20);
});

test("nor a policy over several resources", () => {
  const overStacks = policies.filter((policy) => !isResourcePolicy(policy));
  const wrong: string[] = [];
  const concerned =
    /^aws:(s3|sns|sqs|rds)\/|^kubernetes:(networking|eks\.amazonaws).*(Ingress|IngressClass|IngressClassParams)$/;
  for (const [at, resource] of made.entries()) {
    if (!concerned.test(resource.type)) continue;
    for (const [key, value] of Object.entries(resource.properties))
      for (const changed of withOneUnknown(value)) {
        const unclear = { ...resource, properties: { ...resource.properties, [key]: changed } };
        for (const policy of overStacks)
          for (const { message } of findStackViolations(policy, made.with(at, unclear), prod))
            wrong.push(`${message} (unknown: ${key} of ${resource.name}, ${resource.type})`);
      }
  }
  expect([...new Set(wrong)]).toEqual([]);
});

test("a stack with only unknown values causes no error", () => {
  const dark = (resource: Resource) => ({
    ...resource,
    properties: Object.fromEntries(Object.keys(resource.properties).map((key) => [key, UNKNOWN])),
  });
  expect(checkAll(given.map(dark), made.map(dark), prod)).toEqual([]);
});
