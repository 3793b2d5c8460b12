import { requireTlsForIngresses } from "../../../policy/rules/require-tls-for-ingresses";
import { dev, resource, saidOf } from "../asked";

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

test("an Ingress with a certificate that sends plain HTTP to HTTPS may be", () => {
  expect(saidOf(requireTlsForIngresses, [ingress(), ...classes(["arn:aws:acm:…"])])).toBe("");
});

test("in prod, one without a certificate may not, whatever another's class has", () => {
  expect(saidOf(requireTlsForIngresses, [ingress(), ...classes([])])).toContain("it has no certificate");
  expect(
    saidOf(requireTlsForIngresses, [ingress(), ...classes([]), ...classes(["arn:…"], "grafana")]),
  ).not.toBe("");
});

test("elsewhere a stack may do without a name, and so without a certificate", () => {
  expect(saidOf(requireTlsForIngresses, [ingress(), ...classes([])], dev)).toBe("");
});

test("one that answers plain HTTP may not, nor one that never listens for HTTPS", () => {
  const [plain, never] = [
    ingress({ "alb.ingress.kubernetes.io/ssl-redirect": undefined }),
    ingress({ "alb.ingress.kubernetes.io/listen-ports": '[{"HTTP":80}]' }),
  ];
  expect(saidOf(requireTlsForIngresses, [plain, ...classes(["arn:…"])])).toContain("serves plain HTTP");
  expect(saidOf(requireTlsForIngresses, [never, ...classes(["arn:…"])])).toContain(
    "does not listen for HTTPS",
  );
});
