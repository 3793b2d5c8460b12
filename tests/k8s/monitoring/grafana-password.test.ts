/** How Grafana gets its administrator's password and its data sources. tests/k8s/cluster/monitoring-chart checks the rendered pod. */
import type { EvaluatedResource } from "@groundwork/rehearse/cloud/evaluation";
import { valueAt } from "@groundwork/rehearse/cloud/paths";
import { evaluated, one } from "../../evaluated";
import { inRegion } from "../../index/regions";

interface Values {
  readonly env: Readonly<Record<string, string>>;
  readonly extraSecretMounts: readonly { readonly secretName: string; readonly mountPath: string }[];
  readonly podAnnotations: Readonly<Record<string, string>>;
  readonly sidecar: Readonly<Record<string, { readonly skipReload?: boolean }>>;
}

const grafanaIn = (release: EvaluatedResource): Values =>
  Object(valueAt(Object(release.inputs.values), "grafana"));
const valuesOf = async (changes: Readonly<Record<string, unknown>> = {}) => {
  const evaluation = await evaluated("dev", { changes });
  const secret = one(evaluation, "kubernetes:core/v1:Secret", "monitoring-grafana");
  return { secret, grafana: grafanaIn(one(evaluation, "kubernetes:helm.sh/v3:Release")) };
};

test("Grafana reads its administrator's password from a file, and its sidecars do not get it", async () => {
  const { secret, grafana } = await valuesOf();
  const [mount] = grafana.extraSecretMounts;
  expect(mount).toMatchObject({ secretName: valueAt(secret.inputs, "metadata.name"), readOnly: true });
  expect(grafana.env.GF_SECURITY_ADMIN_PASSWORD__FILE).toBe(`${mount?.mountPath}/password`);
  expect(secret.inputs.stringData).toEqual({
    user: grafana.env.GF_SECURITY_ADMIN_USER,
    password: expect.any(String),
  });
  // The chart passes the password to a sidecar that asks Grafana to reload.
  for (const sidecar of ["dashboards", "datasources"])
    expect([sidecar, grafana.sidecar[sidecar]?.skipReload]).toEqual([sidecar, true]);
});

test("Grafana starts again when its data sources change, because no sidecar asks it to read them again", async () => {
  const checksumOf = async (changes: Readonly<Record<string, unknown>> = {}) =>
    (await valuesOf(changes)).grafana.podAnnotations["checksum/data-sources"];
  const checksum = await checksumOf();
  expect(checksum).toMatch(/^[0-9a-f]{64}$/);
  expect(await checksumOf()).toBe(checksum);
  expect(await checksumOf(inRegion("eu-central-1"))).not.toBe(checksum);
});
