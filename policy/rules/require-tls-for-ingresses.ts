import type { Resource, StackPolicy } from "../policy";
import { getList, getValue, isSet, UNKNOWN } from "../properties";
import { filterByType } from "../relations";

const ANNOTATIONS = "alb.ingress.kubernetes.io";

/** High, with production guard rails: without TLS, anyone on the network can read what users enter. */
export const requireTlsForIngresses: StackPolicy = {
  name: "require-tls-for-ingresses",
  level: "mandatory",
  severity: "high",
  description:
    "With production guard rails, every Ingress serves HTTPS with a certificate and redirects plain HTTP to it.",
  reason:
    "Otherwise credentials and cookies are sent in plain text. Other environments may have no domain, and so no HTTPS.",
  fix: "Set the host name of the gallery or Grafana, and its hosted zone, in the stack's settings.",
  source: "https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-1",
  *checkStack(resources, { production }) {
    if (!production) return;
    for (const resource of filterByType(resources, "kubernetes:networking.k8s.io/v1:Ingress")) {
      const annotations = getValue(resource.properties, "metadata.annotations");
      if (annotations === UNKNOWN) continue;
      const annotation = (name: string) =>
        // The key contains dots, so it cannot be used as a path.
        Object.entries(annotations ?? {}).find(([key]) => key === `${ANNOTATIONS}/${name}`)?.[1];
      const certificate =
        hasCertificate(resources, resource) ||
        annotation("certificate-arn") !== undefined ||
        isSet(resource.properties, "spec.tls");
      const listens = annotation("listen-ports");
      const ports = listens === UNKNOWN ? "" : String(listens ?? "");
      const redirects = annotation("ssl-redirect") !== undefined || !/"HTTP"/.test(ports);
      if (!certificate) yield { resource, message: "it has no certificate" };
      else if (ports !== "" && !/"HTTPS"/.test(ports))
        yield { resource, message: "it does not listen for HTTPS" };
      else if (!redirects)
        yield { resource, message: "it serves plain HTTP instead of redirecting to HTTPS" };
    }
  },
};

/** Whether the IngressClassParams have a certificate, or may have one while unknown. Auto Mode ignores annotations. */
function hasCertificate(resources: readonly Resource[], ingress: Resource): boolean {
  const named = (type: string, name: unknown) =>
    filterByType(resources, type).filter(({ properties }) =>
      [name, UNKNOWN].some((each) => each !== undefined && each === getValue(properties, "metadata.name")),
    );
  const className = getValue(ingress.properties, "spec.ingressClassName");
  const params = named("kubernetes:networking.k8s.io/v1:IngressClass", className)
    .map(({ properties }) => getValue(properties, "spec.parameters.name"))
    .flatMap((name) =>
      name === UNKNOWN
        ? [undefined]
        : named("kubernetes:eks.amazonaws.com/v1:IngressClassParams", name).map(
            ({ properties }) => properties,
          ),
    );
  return (
    className === UNKNOWN ||
    params.some((properties) => !properties || getList(properties, "spec.certificateARNs").length > 0)
  );
}
