import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import { isForbidden } from "@groundwork/rehearse/plan/policy-results";
import { checkPolicies } from "../../policy/results";
import { policySettings } from "../../policy/settings";

const today = new Date("2026-11-24T12:00:00Z");
const type = "aws:sqs/queue:Queue";
const queue = (name: string, parent = ""): EvaluatedResource => ({
  urn: `urn:pulumi:prod::groundwork::${parent}${type}::${name}`,
  type,
  name,
  id: name,
  parent: "",
  custom: true,
  inputs: {},
  outputs: { url: name },
  secrets: [],
  protect: false,
  dependencies: [],
  provider: "aws",
});
const exception = {
  policy: "encrypt-messages",
  resource: `${type}::events`,
  reason: "The vendor's reader cannot use KMS before its version 4.",
  until: "2027-03-31",
};
const results = (exceptions: object[], resources = [queue("events")]) =>
  checkPolicies(
    resources,
    policySettings({ "groundwork:policyExceptions": JSON.stringify(exceptions) }, "groundwork", today),
  );
const of = (policy: string, found: ReturnType<typeof results>) =>
  found.filter((each) => each.policy === policy);

beforeAll(() => jest.useFakeTimers({ now: today, doNotFake: ["nextTick", "setImmediate"] }));
afterAll(() => jest.useRealTimers());

test("a resource that violates a policy is rejected; with an exception it is allowed, and the reason and the last day are shown", () => {
  expect(of("encrypt-messages", results([])).map(isForbidden)).toEqual([true]);
  const [excepted] = of("encrypt-messages", results([exception]));
  expect(excepted).toMatchObject({ excepted: { reason: exception.reason, until: "2027-03-31" } });
  expect(excepted && isForbidden(excepted)).toBe(false);
});

test("an exception applies to one resource and one policy only", () => {
  const found = results([exception], [queue("events"), queue("others")]);
  expect(
    of("encrypt-messages", found)
      .filter(isForbidden)
      .map(({ urn }) => urn),
  ).toEqual([queue("others").urn]);
  expect(of("require-tls-for-messages", found).filter(isForbidden)).toHaveLength(2);
});

test("an exception applies on its last day; on the next day the violation is reported again, with a note that the exception has expired", () => {
  const last = results([{ ...exception, until: "2026-11-24" }]);
  expect(of("encrypt-messages", last).some(isForbidden)).toBe(false);
  const [expired] = of("encrypt-messages", results([{ ...exception, until: "2026-11-23" }]));
  expect(expired && isForbidden(expired)).toBe(true);
  expect(expired?.message).toContain(`Its exception expired after 2026-11-23 (${exception.reason})`);
});

test("an unquoted date, which Pulumi passes as a timestamp, is read as that day", () => {
  const [excepted] = of(
    "encrypt-messages",
    results([{ ...exception, until: "2027-03-31 00:00:00 +0000 UTC" }]),
  );
  expect(excepted?.excepted?.until).toBe("2027-03-31");
});

test("an exception can refer to a resource by its URN, and must if several resources have the same type and name", () => {
  const two = [queue("events"), queue("events", "groundwork:infra:Events$")];
  const short = of("keep-exceptions-valid", results([exception], two));
  expect(short[0]?.message).toContain(
    `matches 2 resources; use the URN of one: ${two[0]?.urn} or ${two[1]?.urn}`,
  );
  const found = results([{ ...exception, resource: two[1]?.urn }], two);
  expect(of("keep-exceptions-valid", found)).toEqual([]);
  expect(
    of("encrypt-messages", found)
      .filter(isForbidden)
      .map(({ urn }) => urn),
  ).toEqual([two[0]?.urn]);
});

test("an exception for a missing policy or resource is a violation, with a suggestion", () => {
  const [policy] = of("keep-exceptions-valid", results([{ ...exception, policy: "encrypt-mesages" }]));
  expect(policy).toMatchObject({ level: "mandatory" });
  expect(policy?.message).toContain(
    "policyExceptions[0]: there is no policy encrypt-mesages; did you mean encrypt-messages?",
  );
  const [resource] = of("keep-exceptions-valid", results([{ ...exception, resource: `${type}::event` }]));
  expect(resource?.message).toContain(`has no resource ${type}::event; did you mean ${type}::events?`);
});

test.each([
  ["no reason", { reason: "" }, "a sentence that explains the exception"],
  ["one word as a reason", { reason: "because" }, "a sentence that explains the exception"],
  ["no last day", { until: undefined }, "the last day, as YYYY-MM-DD"],
  ["a date in another format", { until: "31.03.2027" }, "a day as YYYY-MM-DD"],
  ["a date that does not exist", { until: "2027-02-30" }, "a valid date"],
  ["more than a year", { until: "2027-11-26" }, "at most one year ahead"],
  ["all resources", { resource: "*" }, "one resource"],
  ["all of a type", { resource: `${type}::*` }, "one resource"],
  ["an additional property", { ticket: "OPS-1" }, "only the keys policy"],
])("an exception with %s is rejected", (_, changes, allowed) => {
  expect(() => results([{ ...exception, ...changes }])).toThrow(allowed);
});

test.each([
  ["no setting", {}, true],
  ["an empty setting, which is the default", { "groundwork:guardRails": "" }, false],
  ["guardRails: development", { "groundwork:guardRails": "development" }, false],
  ["guardRails: production", { "groundwork:guardRails": "production" }, true],
  ["the earlier environment: dev", { "groundwork:environment": "dev", "groundwork:guardRails": "" }, false],
  ["the earlier environment: prod", { "groundwork:environment": "prod", "groundwork:guardRails": "" }, true],
])(
  "the policies for production apply to a stack by its class of guard rails: %s",
  (_, config, production) => {
    expect(policySettings(config, "groundwork").production).toBe(production);
  },
);
