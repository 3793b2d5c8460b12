import { type Ingress, rulesOf } from "../../load-balancer/ingress";

const action = (service: string, value: object) => ({
  [`alb.ingress.kubernetes.io/actions.${service}`]: JSON.stringify(value),
});
const forward = (...TargetGroups: object[]) => ({ Type: "forward", ForwardConfig: { TargetGroups } });
const group = (ServiceName: string, Weight?: number) => ({ ServiceName, ServicePort: "80", Weight });
const rule = (name: string, port: { name?: string; number?: number }, host?: string) => ({
  ...(host === undefined ? {} : { host }),
  http: { paths: [{ backend: { service: { name, port } } }] as const },
});
const divided = rule("api", { name: "use-annotation" });
const ingress = (annotations: Record<string, string>, ...rules: Ingress["spec"]["rules"]): Ingress => ({
  metadata: { name: "gallery", annotations },
  spec: { rules },
});

test("the weights of a forward action are those of its Services", () => {
  const annotations = action("api", forward(group("api-pong", 5), group("api-ping", 95)));
  expect(rulesOf(ingress(annotations, divided))).toEqual([
    {
      groups: [
        { service: "api-pong", port: "80", weight: 5 },
        { service: "api-ping", port: "80", weight: 95 },
      ],
    },
  ]);
});

test("a target group without a weight has the weight 1", () => {
  const [first] = rulesOf(ingress(action("api", forward(group("api"))), divided)) ?? [];
  expect(first?.groups).toEqual([{ service: "api", port: "80", weight: 1 }]);
});

test("a rule without an action has the target group of its Service and port", () => {
  const rules = [rule("api", { name: "http" }), rule("web", { number: 80 }, "web.example.com")];
  expect(rulesOf(ingress({}, ...rules))).toEqual([
    { groups: [{ service: "api", port: "http", weight: 1 }] },
    { host: "web.example.com", groups: [{ service: "web", port: "80", weight: 1 }] },
  ]);
});

test("without the action that a rule uses, there are no rules: the load balancer stays as it is", () => {
  const other = action("web", forward(group("web")));
  expect(rulesOf(ingress(other, rule("api", { name: "http" }, "a.invalid"), divided))).toBeUndefined();
});

test("another kind of action is refused, with its text", () => {
  expect(() => rulesOf(ingress(action("api", { Type: "redirect" }), divided))).toThrow(
    'alb.ingress.kubernetes.io/actions.api is {"Type":"redirect"}; it must be a forward action with target groups',
  );
});
