import { weightsOf } from "../../load-balancer/ingress";

const annotations = (action: object) => ({
  "alb.ingress.kubernetes.io/actions.api": JSON.stringify(action),
});
const group = (ServiceName: string, Weight?: number) => ({ ServiceName, ServicePort: "80", Weight });

test("the weights of a forward action are those of its Services", () => {
  const action = {
    Type: "forward",
    ForwardConfig: { TargetGroups: [group("api-pong", 5), group("api-ping", 95)] },
  };
  expect(weightsOf(annotations(action), "api")).toEqual([
    { targets: "api-pong", weight: 5 },
    { targets: "api-ping", weight: 95 },
  ]);
});

test("a target group without a weight has the weight 1", () => {
  const action = { Type: "forward", ForwardConfig: { TargetGroups: [group("api")] } };
  expect(weightsOf(annotations(action), "api")).toEqual([{ targets: "api", weight: 1 }]);
});

test("an Ingress without the action has no weights", () => {
  expect(weightsOf(annotations({ Type: "forward" }), "web")).toBeUndefined();
  expect(weightsOf(undefined, "api")).toBeUndefined();
});

test("another kind of action is refused, with its text", () => {
  expect(() => weightsOf(annotations({ Type: "redirect" }), "api")).toThrow(
    'alb.ingress.kubernetes.io/actions.api is {"Type":"redirect"}; it must be a forward action with target groups',
  );
});
