import { all, evaluated, one } from "../../evaluated";
import { problems } from "../../settings/changed";

const ADDRESS = "https://metrics.example.com/api/v1/push";
const RELEASE = "kubernetes:helm.sh/v3:Release";
const SECRET = "kubernetes:core/v1:Secret";
const specOf = (release: { inputs: Record<string, unknown> }) =>
  Object(release.inputs.values).prometheus.prometheusSpec;

test("without a URL, the release has no field of remote write, and no Secret", async () => {
  const evaluation = await evaluated("dev");
  expect(specOf(one(evaluation, RELEASE))).not.toHaveProperty("remoteWrite");
  expect(specOf(one(evaluation, RELEASE)).replicaExternalLabelNameClear).toBe(true);
  expect(all(evaluation, SECRET).map(({ name }) => name)).not.toContain("monitoring-remote-write");
});

test("with a URL and a token, Prometheus reads the token from a Secret and marks the samples with cluster and replica", async () => {
  const token = "a-token-for-this-test";
  const evaluation = await evaluated("prod", {
    changes: { prometheusRemoteWriteUrl: ADDRESS, prometheusRemoteWriteToken: token },
  });
  const release = one(evaluation, RELEASE);
  expect(specOf(release)).toMatchObject({
    remoteWrite: [
      {
        url: ADDRESS,
        authorization: { type: "Bearer", credentials: { name: "remote-write", key: "token" } },
        writeRelabelConfigs: [
          { targetLabel: "cluster", replacement: one(evaluation, "aws:eks/cluster:Cluster").inputs.name },
        ],
      },
    ],
    replicaExternalLabelNameClear: false,
    additionalAlertRelabelConfigs: [{ regex: "prometheus_replica", action: "labeldrop" }],
  });
  const secret = one(evaluation, SECRET, "monitoring-remote-write");
  expect(secret.inputs).toMatchObject({ metadata: { name: "remote-write", namespace: "monitoring" } });
  expect(secret.secrets).toContain("stringData");
  // The token is in the Secret only.
  const holders = evaluation.resources.filter(({ inputs }) => JSON.stringify(inputs).includes(token));
  expect(holders.map(({ name }) => name)).toEqual(["monitoring-remote-write"]);
  expect(JSON.stringify(evaluation.outputs)).not.toContain(token);
});

test("without a token, no credentials are configured", async () => {
  const evaluation = await evaluated("dev", { changes: { prometheusRemoteWriteUrl: ADDRESS } });
  const [{ authorization }] = specOf(one(evaluation, RELEASE)).remoteWrite;
  expect(authorization).toBeUndefined();
});

test.each([
  ["http://metrics.example.com/api/v1/push", '"", or an https:// URL with a path'],
  ["https://user:password@metrics.example.com/api/v1/push", '"", or an https:// URL with a path'],
  ["https://metrics.example.com", '"", or an https:// URL with a path'],
  ["https://metrics.example.com/push?token=1", '"", or an https:// URL with a path'],
  ["https://metrics.example.com:70000/push", "a port of at most 65535"],
])("the URL %s is refused", (url, allowed) => {
  expect(problems({ prometheusRemoteWriteUrl: url })).toEqual([
    expect.stringContaining(`groundwork:prometheusRemoteWriteUrl: ${allowed}`),
  ]);
});

test("a token or blocks without a URL are refused, and blocks that have no effect or allow everything", () => {
  expect(
    problems({ prometheusRemoteWriteToken: "abc", prometheusRemoteWriteCidrs: ["10.0.0.0/24"] }),
  ).toEqual([
    'groundwork:prometheusRemoteWriteToken: "" while prometheusRemoteWriteUrl is empty',
    "groundwork:prometheusRemoteWriteCidrs: [] while prometheusRemoteWriteUrl is empty",
  ]);
  const cidrs = { prometheusRemoteWriteUrl: ADDRESS, prometheusRemoteWriteCidrs: ["0.0.0.0/0"] };
  expect(problems(cidrs)).toEqual([
    "groundwork:prometheusRemoteWriteCidrs[0]: no block larger than a /8; [] allows every public address",
  ]);
  expect(problems({ ...cidrs, prometheusRemoteWriteCidrs: ["10.0.0.0/24"], egressBy: "names" })).toEqual([
    "groundwork:prometheusRemoteWriteCidrs: [] while egressBy is names: the policy allows the host name",
  ]);
  expect(
    problems({ prometheusRemoteWriteUrl: ADDRESS, prometheusRemoteWriteToken: "two words" }),
  ).toHaveLength(1);
});
