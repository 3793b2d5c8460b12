import { requireTlsForIngresses } from "../../../policy/rules/require-tls-for-ingresses";
import { dev, resource, stackViolationsOf } from "../violations";

const annotations = {
  "alb.ingress.kubernetes.io/listen-ports": '[{"HTTP":80},{"HTTPS":443}]',
  "alb.ingress.kubernetes.io/ssl-redirect": "443",
};
const ingress = (changes: object = {}) =>
  resource("kubernetes:networking.k8s.io/v1:Ingress", {
    metadata: { name: "gallery", annotations: { ...annotations, ...changes } },
    spec: { ingressClassName: "gallery" },
  });
const classes = (certificateARNs: string[], name = "gallery") => [
  resource("kubernetes:networking.k8s.io/v1:IngressClass", {
    metadata: { name },
    spec: { parameters: { name } },
  }),
  resource("kubernetes:eks.amazonaws.com/v1:IngressClassParams", {
    metadata: { name },
    spec: { certificateARNs },
  }),
];

test("an Ingress with a certificate that redirects HTTP to HTTPS is accepted", () => {
  expect(stackViolationsOf(requireTlsForIngresses, [ingress(), ...classes(["arn:aws:acm:…"])])).toBe("");
});

test("in prod, an Ingress without a certificate is rejected, even beside another class that has one", () => {
  expect(stackViolationsOf(requireTlsForIngresses, [ingress(), ...classes([])])).toContain(
    "it has no certificate",
  );
  expect(
    stackViolationsOf(requireTlsForIngresses, [ingress(), ...classes([]), ...classes(["arn:…"], "grafana")]),
  ).not.toBe("");
});

test("elsewhere, a stack can have no domain and therefore no certificate", () => {
  expect(stackViolationsOf(requireTlsForIngresses, [ingress(), ...classes([])], dev)).toBe("");
});

test("an Ingress that serves plain HTTP, or does not listen for HTTPS, is rejected", () => {
  const [plain, never] = [
    ingress({ "alb.ingress.kubernetes.io/ssl-redirect": undefined }),
    ingress({ "alb.ingress.kubernetes.io/listen-ports": '[{"HTTP":80}]' }),
  ];
  expect(stackViolationsOf(requireTlsForIngresses, [plain, ...classes(["arn:…"])])).toContain(
    "serves plain HTTP",
  );
  expect(stackViolationsOf(requireTlsForIngresses, [never, ...classes(["arn:…"])])).toContain(
    "does not listen for HTTPS",
  );
});
