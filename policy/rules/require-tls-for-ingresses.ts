import type { Resource, StackPolicy } from "../policy";
import { at, isGiven, listAt, UNKNOWN } from "../properties";
import { ofTypes } from "../relations";

const ANNOTATIONS = "alb.ingress.kubernetes.io";

/** High, in prod: what people type into a page without TLS, the café's network reads along. */
export const requireTlsForIngresses: StackPolicy = {
  name: "require-tls-for-ingresses",
  level: "mandatory",
  severity: "high",
  demands: "In prod, every Ingress serves HTTPS with a certificate and sends plain HTTP there.",
  reason:
    "Sign-ins and cookies travel readably otherwise. Elsewhere a stack may do without a name, and so without HTTPS.",
  fix: "Give the gallery or Grafana a host name with its hosted zone in the stack's settings.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-1",
  *checkStack(resources, { production }) {
    if (!production) return;
    for (const resource of ofTypes(resources, "kubernetes:networking.k8s.io/v1:Ingress")) {
      const annotations = at(resource.properties, "metadata.annotations");
      if (annotations === UNKNOWN) continue;
      const annotation = (name: string) =>
        // A name with dots in it is no path.
        Object.entries(annotations ?? {}).find(([key]) => key === `${ANNOTATIONS}/${name}`)?.[1];
      const certificate =
        classHasCertificate(resources, resource) ||
        annotation("certificate-arn") !== undefined ||
        isGiven(resource.properties, "spec.tls");
      const listens = annotation("listen-ports");
      const ports = listens === UNKNOWN ? "" : String(listens ?? "");
      const redirects = annotation("ssl-redirect") !== undefined || !/"HTTP"/.test(ports);
      if (!certificate) yield { resource, message: "it has no certificate" };
      else if (ports !== "" && !/"HTTPS"/.test(ports))
        yield { resource, message: "it does not listen for HTTPS" };
      else if (!redirects)
        yield { resource, message: "it answers plain HTTP instead of sending it to HTTPS" };
    }
  },
};

/** Auto Mode takes certificates from the class's parameters, not from annotations. What is not known yet may have one. */
function classHasCertificate(resources: readonly Resource[], ingress: Resource): boolean {
  const named = (type: string, name: unknown) =>
    ofTypes(resources, type).filter(({ properties }) =>
      [name, UNKNOWN].some((each) => each !== undefined && each === at(properties, "metadata.name")),
    );
  const className = at(ingress.properties, "spec.ingressClassName");
  const params = named("kubernetes:networking.k8s.io/v1:IngressClass", className)
    .map(({ properties }) => at(properties, "spec.parameters.name"))
    .flatMap((name) =>
      name === UNKNOWN
        ? [undefined]
        : named("kubernetes:eks.amazonaws.com/v1:IngressClassParams", name).map(
            ({ properties }) => properties,
          ),
    );
  return (
    className === UNKNOWN ||
    params.some((properties) => !properties || listAt(properties, "spec.certificateARNs").length > 0)
  );
}
