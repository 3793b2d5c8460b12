/** Applications in a stack without the gallery. */
import type { EvaluatedResource, Evaluation } from "@groundwork/rehearse/cloud/evaluation";
import { valueAt } from "@groundwork/rehearse/cloud/paths";
import { projectFolder, projectName, readStackConfig } from "@groundwork/rehearse/project/files";
import { checkPolicies } from "../../policy/results";
import { policySettings } from "../../policy/settings";
import { all, evaluated, one } from "../evaluated";
import { imagesFor, orders, packer, report, shop } from "./specs";

const courier = {
  ...packer,
  name: "courier",
  reaches: { queues: ["orders"], applications: ["orders"], buckets: { report: "read" } },
} as const;
const specs = [orders, courier, report];
const images = imagesFor(specs);
const off = { gallery: "off", galleryImage: "", galleryThumbnailerImage: "", ...images };
const INGRESS = "kubernetes:networking.k8s.io/v1:Ingress";
const RELEASE = "kubernetes:helm.sh/v3:Release";
const names = ({ resources }: Evaluation) => resources.map(({ urn }) => urn);

let without: Evaluation;
let both: Evaluation;
beforeAll(async () => {
  without = await evaluated("dev", { applications: specs, changes: off });
  both = await evaluated("dev", { applications: specs, changes: images });
});

test("they have their namespace, their load balancer and their database, and nothing of the gallery exists", () => {
  expect(
    names(without).filter((urn) => /photos|thumbnailer|curator|::gallery-(api|web|migration)/.test(urn)),
  ).toEqual([]);
  const rules = valueAt(one(without, INGRESS, "gallery").inputs, "spec.rules");
  expect(rules).toEqual([
    {
      http: {
        paths: [
          {
            path: "/orders",
            pathType: "Prefix",
            backend: { service: { name: "orders", port: { name: "http" } } },
          },
        ],
      },
    },
  ]);
  const policies = all(without, "kubernetes:networking.k8s.io/v1:NetworkPolicy").map(({ name }) => name);
  expect(policies.filter((name) => name.startsWith("gallery-"))).toEqual([
    "gallery-deny-by-default",
    "gallery-dns",
  ]);
  expect(without.outputs).toMatchObject({ applicationImages: images.applicationImages });
  expect(without.outputs.applicationsUrl).toEqual(both.outputs.galleryUrl);
  for (const output of ["galleryUrl", "galleryImage", "photoBucket", "curatorToken"])
    expect(without.outputs).not.toHaveProperty(output);
  const { config } = readStackConfig(projectFolder, "dev");
  expect(checkPolicies(without.resources, policySettings(config, projectName()))).toEqual([]);
});

test("when the gallery is turned off, they stay as they are: what both stacks have differs only in what names the gallery", () => {
  expect(names(without).filter((urn) => !names(both).includes(urn))).toEqual([]);
  // Passwords are different in every evaluation.
  const inputs = ({ inputs, secrets }: EvaluatedResource) => ({
    ...inputs,
    ...Object.fromEntries(secrets.map((key) => [key, ""])),
  });
  const earlier = new Map(both.resources.map((each) => [each.urn, inputs(each)]));
  const differing = without.resources
    .filter((each) => JSON.stringify(inputs(each)) !== JSON.stringify(earlier.get(each.urn)))
    .map(({ type, name }) => `${name} (${type.split(":").at(-1)})`);
  expect(differing.sort()).toEqual(["gallery (Ingress)", "gallery (ResourceQuota)", "monitoring (Release)"]);
});

test("they are scraped, and have their alerts and their dashboard", () => {
  const values = Object(one(without, RELEASE, "monitoring").inputs.values);
  const jobs = values.prometheus.prometheusSpec.additionalScrapeConfigs;
  expect(jobs.map(({ job_name: job }: { job_name: string }) => job)).toEqual(["applications"]);
  const rules = JSON.stringify(values.additionalPrometheusRulesMap);
  expect(rules).toContain("ApplicationErrorsBurnBudgetFast");
  expect(rules).not.toMatch(/gallery-api|GalleryPartDown|MigrationFailed/);
  const dashboards = all(without, "kubernetes:core/v1:ConfigMap").map(({ name }) => name);
  expect(dashboards).toContain("monitoring-dashboard-applications");
  expect(dashboards).not.toContain("monitoring-dashboard-gallery");
});

test("in production they have the domain: HTTPS, a certificate without the API's name, and the policies hold", async () => {
  const only = [orders, shop];
  const stack = await evaluated("prod", { applications: only, changes: { ...off, ...imagesFor(only) } });
  const hosts = (
    Object(valueAt(one(stack, INGRESS, "gallery").inputs, "spec")).rules as { host: string }[]
  ).map(({ host }) => host);
  expect(hosts).toEqual(["gallery.example.com", "shop.gallery.example.com"]);
  const certificates = all(stack, "aws:acm/certificate:Certificate").map(({ inputs }) => [
    inputs.domainName,
    inputs.subjectAlternativeNames,
  ]);
  expect(certificates.sort()).toEqual([
    ["gallery.example.com", []],
    ["shop.gallery.example.com", []],
  ]);
  expect(stack.outputs.applicationsUrl).toBe("https://gallery.example.com");
  const { config } = readStackConfig(projectFolder, "prod");
  expect(checkPolicies(stack.resources, policySettings(config, projectName()))).toEqual([]);
});

test.each([
  ["no application", []],
  ["a job only", [report]],
])("the domain is not used by a stack with %s", async (_, only) => {
  const stack = await evaluated("prod", { applications: only, changes: { ...off, ...imagesFor(only) } });
  const types = stack.resources.map(({ type }) => type);
  expect(types.filter((type) => /certificate|route53/.test(type))).toEqual([]);
});

test("a stack whose only application is a job has no load balancer", async () => {
  const only = [report];
  const changes = { ...off, ...imagesFor(only) };
  const { resources, outputs } = await evaluated("dev", { applications: only, changes });
  expect(resources.map(({ type }) => type)).toContain("kubernetes:batch/v1:CronJob");
  expect(resources.filter(({ type }) => type === INGRESS)).toEqual([]);
  expect(outputs).not.toHaveProperty("applicationsUrl");
});

test("an application that serves all paths is released step by step", async () => {
  const only = [{ ...orders, path: "/" }];
  const changes = { ...off, ...imagesFor(only), releases: { orders: { strategy: "canary" } } };
  const evaluation = await evaluated("dev", { applications: only, changes });
  expect(all(evaluation, "kubernetes:argoproj.io/v1alpha1:Rollout").map(({ name }) => name)).toEqual([
    "orders",
  ]);
  expect(all(evaluation, RELEASE).map(({ name }) => name)).toContain("gallery-releases");
  expect(valueAt(one(evaluation, INGRESS, "gallery").inputs, "spec.rules")).toMatchObject([
    {
      http: {
        paths: [{ path: "/", backend: { service: { name: "orders", port: { name: "use-annotation" } } } }],
      },
    },
    // Its targets are healthy when the strategy changes.
    {
      host: "orders.invalid",
      http: { paths: [{ path: "/", backend: { service: { name: "orders", port: { name: "http" } } } }] },
    },
  ]);
});
