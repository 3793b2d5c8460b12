/** docs/coming-from/ingress-controllers: the file of each controller has the gallery's two rules, by path and by host. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { evaluated, one } from "../evaluated";
import { read, root } from "./files";

const folder = "docs/coming-from/ingress-controllers";
const files = readdirSync(join(root, folder));

/** The part of an Ingress that routes. */
const ingressSchema = z.object({
  kind: z.literal("Ingress"),
  spec: z.object({
    rules: z.array(
      z.object({
        host: z.string(),
        http: z.object({
          paths: z.array(
            z.object({
              path: z.string(),
              pathType: z.literal("Prefix"),
              backend: z.object({ service: z.object({ name: z.string() }) }),
            }),
          ),
        }),
      }),
    ),
  }),
});
/** The part of Istio's VirtualService that routes. */
const virtualServiceSchema = z.object({
  kind: z.literal("VirtualService"),
  spec: z.object({
    hosts: z.array(z.string()),
    http: z.array(
      z.object({
        match: z
          .array(
            z.object({
              authority: z.object({ exact: z.string() }),
              uri: z.union([z.object({ exact: z.string() }), z.object({ prefix: z.string() })]).optional(),
            }),
          )
          .optional(),
        route: z.tuple([z.object({ destination: z.object({ host: z.string() }) })]),
      }),
    ),
  }),
});
type Ingress = z.output<typeof ingressSchema>;
type VirtualService = z.output<typeof virtualServiceSchema>;

/** A prefix compares whole elements, and the longest one wins: https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types */
function routeOfIngress({ spec }: Ingress, host: string, path: string): string | undefined {
  const matches = (prefix: string) => prefix === "/" || path === prefix || path.startsWith(`${prefix}/`);
  const [longest] = spec.rules
    .filter((rule) => rule.host === host)
    .flatMap((rule) => rule.http.paths.filter((each) => matches(each.path)))
    .sort((first, second) => second.path.length - first.path.length);
  return longest?.backend.service.name;
}

/** A prefix compares characters, and the first match wins: https://istio.io/latest/docs/reference/config/networking/virtual-service/ */
function routeOfVirtualService({ spec }: VirtualService, host: string, path: string): string | undefined {
  if (!spec.hosts.includes(host)) return undefined;
  const found = spec.http.find(
    ({ match }) =>
      match === undefined ||
      match.some(
        ({ authority, uri }) =>
          authority.exact === host &&
          (uri === undefined || ("exact" in uri ? path === uri.exact : path.startsWith(uri.prefix))),
      ),
  );
  return found?.route[0].destination.host;
}

function routeOf(text: string, host: string, path: string): string | undefined {
  for (const document of parseAllDocuments(text)) {
    const content: unknown = document.toJS();
    const ingress = ingressSchema.safeParse(content);
    if (ingress.success) return routeOfIngress(ingress.data, host, path);
    const virtualService = virtualServiceSchema.safeParse(content);
    if (virtualService.success) return routeOfVirtualService(virtualService.data, host, path);
  }
  throw new Error("no document has routes");
}

const host = "gallery.example.com";
const requests = [
  [host, "/", "page"],
  [host, "/photos/1", "page"],
  [host, "/apis", "page"],
  [host, "/api", "api"],
  [host, "/api/photos", "api"],
  [`api.${host}`, "/", "api"],
  [`api.${host}`, "/photos", "api"],
  ["other.example.com", "/", undefined],
] as const;

test("there is a file for the ALB, ingress-nginx, Traefik and Istio's gateway", () => {
  expect(files.sort()).toEqual(["alb.yaml", "istio.yaml", "nginx.yaml", "traefik.yaml"]);
});

test.each(files)("%s routes by path and by host", (file) => {
  const services = { page: "gallery", api: "gallery-api" };
  const text = read(join(folder, file));
  for (const [name, path, part] of requests)
    expect([name, path, routeOf(text, name, path)]).toEqual([name, path, part && services[part]]);
});

test("the platform routes in the same way", async () => {
  const ingress = one(await evaluated("prod"), "kubernetes:networking.k8s.io/v1:Ingress", "gallery").inputs;
  const services = { page: "web", api: "api" };
  for (const [name, path, part] of requests)
    expect([
      name,
      path,
      routeOfIngress(ingressSchema.parse({ kind: "Ingress", ...ingress }), name, path),
    ]).toEqual([name, path, part && services[part]]);
});

test("a rule that compares characters where the Ingress API compares elements is found", () => {
  const wrong = read(join(folder, "istio.yaml")).replace("prefix: /api/ ", "prefix: /api ");
  expect(routeOf(wrong, host, "/apis")).toBe("gallery-api");
});
