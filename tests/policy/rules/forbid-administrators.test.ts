import type * as aws from "@pulumi/aws";
import { UNKNOWN } from "../../../policy/properties";
import { forbidAdministrators } from "../../../policy/rules/forbid-administrators";
import { resource, violationsOf } from "../violations";

const attached = (policyArn: string | symbol) =>
  violationsOf(
    forbidAdministrators,
    resource<aws.iam.RolePolicyAttachmentArgs>("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {
      role: "a",
      policyArn,
    }),
  );

test("policies for a single purpose can be attached", () => {
  expect(attached("arn:aws:iam::aws:policy/AmazonEKSClusterPolicy")).toBe("");
  expect(attached("arn:aws:iam::111122223333:policy/AdministratorAccessNever")).toBe("");
  expect(attached(UNKNOWN)).toBe("");
});

test.each(["AdministratorAccess", "PowerUserAccess", "IAMFullAccess", "AdministratorAccess-Amplify"])(
  "%s is rejected, in any partition",
  (name) => {
    expect(attached(`arn:aws:iam::aws:policy/${name}`)).toContain(name);
    expect(attached(`arn:aws-cn:iam::aws:policy/${name}`)).toContain(name);
  },
);

test("it is also rejected among a role's managed policies and as a Kubernetes cluster administrator", () => {
  const role = resource<aws.iam.RoleArgs>("aws:iam/role:Role", {
    managedPolicyArns: [
      "arn:aws:iam::aws:policy/ReadOnlyAccess",
      "arn:aws:iam::aws:policy/AdministratorAccess",
    ],
  });
  expect(violationsOf(forbidAdministrators, role)).toContain("AdministratorAccess");
  const binding = (name: string) =>
    resource("kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding", {
      roleRef: { kind: "ClusterRole", name },
    });
  expect(violationsOf(forbidAdministrators, binding("cluster-admin"))).toContain("cluster-admin");
  expect(violationsOf(forbidAdministrators, binding("view"))).toBe("");
});
