/** The references of the preflight's tests: botocore's models of operations and endpoints. */
import { spawnSync } from "node:child_process";
import { endpointOf } from "@groundwork/delivery/preflight/aws/endpoints";
import { operations } from "@groundwork/delivery/preflight/aws/operations";
import {
  type GivenAnswer,
  type MotoWithAnswers,
  startMotoWithAnswers,
} from "@groundwork/testbed/moto/answers";
import { findMotoPython } from "@groundwork/testbed/moto/install";
import { REGIONS } from "../policies/regions";
import { kubernetes } from "./account";

jest.setTimeout(120_000);

describe("an answer that AWS's model does not allow is rejected:", () => {
  let moto: MotoWithAnswers;
  beforeAll(async () => {
    moto = await startMotoWithAnswers();
  });
  afterAll(() => moto?.stop());

  const quotas = { service: "servicequotas", operation: "GetServiceQuota" };
  const cases: readonly (readonly [string, GivenAnswer, RegExp])[] = [
    [
      "an unknown member",
      kubernetes({ colour: "red" }),
      /Unknown parameter in clusterVersions\[0\]: \\?"colour/,
    ],
    [
      "another type",
      { ...quotas, answer: { Quota: { Value: "many" } } },
      /Invalid type for parameter Quota\.Value/,
    ],
    [
      "a value outside an enum",
      kubernetes({ versionStatus: "GOOD" }),
      /versionStatus is GOOD, which is none of/,
    ],
    [
      "a missing member",
      { service: "iam", operation: "GetRole", answer: { Role: { RoleName: "developer" } } },
      /Missing required parameter in Role: \\?"Arn/,
    ],
    [
      "a value outside a pattern",
      { ...quotas, answer: { Quota: { QuotaCode: "L 1" } } },
      /\.Quota\.QuotaCode is L 1, which does not match/,
    ],
    [
      "an error that the operation does not have",
      { ...quotas, error: { code: "NoSuchQuota", message: "" } },
      /GetServiceQuota has no error NoSuchQuota; it has/,
    ],
    ["an unknown operation", { ...quotas, operation: "GetQuota", answer: {} }, /GetQuota/],
  ];
  test.each(cases)("%s", async (_, answer, message) => {
    await expect(moto.give(answer)).rejects.toThrow(message);
  });

  test("and a request that botocore would not send is recorded", async () => {
    const authorization =
      "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0";
    const headers = { authorization, "content-type": "application/x-www-form-urlencoded" };
    const body = "Action=GetRole&Version=2010-05-08&RoleName=me&Colour=red";
    await fetch(moto.url, { method: "POST", headers, body });
    const { violations } = await moto.record();
    expect(violations).toEqual([expect.stringMatching(/^iam:GetRole: sent .*Colour.*, and botocore sends /)]);
  });
});

const RESOLVE = `
import json, sys
import botocore.loaders
from botocore.endpoint_provider import EndpointProvider
loader = botocore.loaders.Loader()
partitions = loader.load_data("partitions")
names = {"servicequotas": "service-quotas"}
found = {}
for service in json.loads(sys.argv[1]):
    rules = loader.load_service_model(names.get(service, service), "endpoint-rule-set-1")
    provider = EndpointProvider(rules, partitions)
    for region in json.loads(sys.argv[2]):
        given = {"Region": region, "UseDualStack": False, "UseFIPS": False, "UseGlobalEndpoint": False}
        known = {key: value for key, value in given.items() if key in rules["parameters"]}
        endpoint = provider.resolve_endpoint(**known)
        schemes = endpoint.properties.get("authSchemes", [])
        signing = next((each["signingRegion"] for each in schemes if "signingRegion" in each), region)
        found[f"{service} {region}"] = [endpoint.url, signing]
print(json.dumps(found))
`;

test("the endpoint of every service in every region is that of botocore", () => {
  // `groundwork notify` publishes to SNS.
  const services = [
    ...new Set(Object.keys(operations).map((operation) => operation.split(":")[0] ?? "")),
    "sns",
  ];
  const regions = Object.values(REGIONS).flat();
  const args = ["-c", RESOLVE, JSON.stringify(services), JSON.stringify(regions)];
  const { stdout, stderr, status } = spawnSync(findMotoPython(), args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const ours = services.flatMap((service) =>
    regions.map((region) => {
      const { origin, signingRegion } = endpointOf(service, region);
      return [`${service} ${region}`, [origin, signingRegion]];
    }),
  );
  expect(ours.length).toBeGreaterThan(300);
  expect(Object.fromEntries(ours)).toEqual(JSON.parse(stdout));
});

test("AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_SERVICE replace an endpoint, the latter first", () => {
  const env = {
    AWS_ENDPOINT_URL: "http://127.0.0.1:1/",
    AWS_ENDPOINT_URL_SERVICE_QUOTAS: "http://127.0.0.1:2",
  };
  expect(endpointOf("ec2", "us-east-1", env).origin).toBe("http://127.0.0.1:1");
  expect(endpointOf("servicequotas", "us-east-1", env).origin).toBe("http://127.0.0.1:2");
});
