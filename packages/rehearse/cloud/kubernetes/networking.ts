import { hours, usage } from "../../cost/usage";
import { logs } from "../aws/common";
import { count, fixed, used } from "../billing";
import { valueAt } from "../paths";
import { hostnameOf, zonesOfLoadBalancers } from "./load-balancers";
import { defineKind } from "./object";
import { chartFirst, namespaceFirst, policiesFirst } from "./orders";

const ingressType = "kubernetes:networking.k8s.io/v1:Ingress";
const classParamsType = "kubernetes:eks.amazonaws.com/v1:IngressClassParams";

export const resources = {
  "kubernetes:networking.k8s.io/v1:NetworkPolicy": defineKind({ after: [namespaceFirst, policiesFirst] }),
  "kubernetes:networking.k8s.aws/v1alpha1:ApplicationNetworkPolicy": defineKind({ after: [namespaceFirst] }),
  "kubernetes:networking.k8s.io/v1:IngressClass": defineKind({
    namespaced: false,
    replaceOn: ["spec.controller"],
    needs: { "spec.parameters.name": classParamsType },
    after: [
      {
        first: [classParamsType],
        because: "the class refers to its parameters, and an Ingress of a class without parameters fails",
        source: "https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-alb.html",
      },
      chartFirst,
    ],
  }),
  [ingressType]: defineKind({
    needs: {
      "spec.ingressClassName": "kubernetes:networking.k8s.io/v1:IngressClass",
      "spec.rules[].http.paths[].backend.service.name": "kubernetes:core/v1:Service",
    },
    refuse: ({ cloud }) =>
      zonesOfLoadBalancers(cloud).size < 2
        ? ["a load balancer needs public subnets with the tag kubernetes.io/role/elb in two zones"]
        : [],
    refuseDelete: ({ cloud }) =>
      cloud.list("aws:eks/cluster:Cluster").length === 0
        ? ["the cluster no longer exists, so that its load balancer is not deleted"]
        : [],
    outputs: {
      status: (subject) => ({
        loadBalancer: { ingress: [{ hostname: hostnameOf(subject.cloud, subject) }] },
      }),
    },
    seconds: {
      create: 142,
      update: 10,
      delete: 30,
      source: `the load balancer's, ${logs}: median of 3 (139 to 172 s)`,
    },
    price: (_, all) => [
      fixed("Application Load Balancer", hours),
      // One address per zone.
      fixed(
        "Public IPv4 address",
        hours *
          count(
            all,
            "aws:ec2/subnet:Subnet",
            ({ inputs }) => valueAt(inputs, "mapPublicIpOnLaunch") === true,
          ),
      ),
      used("Load balancer capacity unit", hours * usage.loadBalancerUnits),
      used("Data to the internet", usage.internetGb / count(all, ingressType)),
    ],
    after: [chartFirst],
  }),
  [classParamsType]: defineKind({
    namespaced: false,
    references: {
      "spec.certificateARNs[]": {
        type: "aws:acm/certificate:Certificate",
        by: "arn",
        blocksDeletion: true,
      },
    },
    after: [chartFirst],
  }),
};
