import { newCloud } from "@groundwork/rehearse/cloud";
import type { Cloud } from "@groundwork/rehearse/cloud/cloud";
import { stackOf } from "./stack";

let cloud: Cloud;
beforeAll(async () => {
  cloud = newCloud();
  await stackOf("prod", {}, cloud);
});

function idOf(type: string, name: RegExp): string {
  const found = cloud.list(type).find((resource) => name.test(resource.name));
  if (found === undefined) throw new Error(`no ${type} is called ${name}`);
  return found.id;
}

test("a public subnet cannot be deleted while an Ingress has a load balancer in it", async () => {
  const subnet = idOf("aws:ec2/subnet:Subnet", /public-1/);
  await expect(cloud.delete("aws:ec2/subnet:Subnet", subnet)).rejects.toThrow(
    /a network interface of the load balancer k8s-gallery-[\w-]+\.us-east-1\.elb\.amazonaws\.com is in it/,
  );
});

test("the internet gateway cannot be detached while a load balancer has public addresses", async () => {
  const gateway = idOf("aws:ec2/internetGateway:InternetGateway", /./);
  await expect(cloud.delete("aws:ec2/internetGateway:InternetGateway", gateway)).rejects.toThrow(
    /the load balancer k8s-gallery-[\w-]+\.\S+ has public addresses/,
  );
});

test("a private subnet cannot be deleted while nodes may be in it", async () => {
  const subnet = idOf("aws:ec2/subnet:Subnet", /private-1/);
  await expect(cloud.delete("aws:ec2/subnet:Subnet", subnet)).rejects.toThrow(/nodes-class/);
});

test("a certificate cannot be deleted while the load balancer uses it", async () => {
  const certificate = idOf("aws:acm/certificate:Certificate", /./);
  await expect(cloud.delete("aws:acm/certificate:Certificate", certificate)).rejects.toThrow(
    /still in use by/,
  );
});

test("without the cluster, the load balancer of an Ingress is never deleted", async () => {
  const own = newCloud();
  await stackOf("dev", {}, own);
  const [cluster] = own.list("aws:eks/cluster:Cluster");
  const [ingress] = own.list("kubernetes:networking.k8s.io/v1:Ingress");
  own.tamper("aws:eks/cluster:Cluster", cluster?.id ?? "", "delete");
  await expect(own.delete("kubernetes:networking.k8s.io/v1:Ingress", ingress?.id ?? "")).rejects.toThrow(
    /the cluster no longer exists/,
  );
});

test("a pod whose files are in a missing Secret is rejected", async () => {
  const [deployment] = cloud
    .list("kubernetes:apps/v1:Deployment")
    .filter(({ inputs }) => JSON.stringify(inputs).includes("secretName"));
  if (deployment === undefined) throw new Error("no Deployment with a Secret");
  const text = JSON.stringify(deployment.inputs).replaceAll(/"secretName":"[^"]+"/g, '"secretName":"gone"');
  await expect(cloud.update(deployment.type, deployment.id, JSON.parse(text))).rejects.toThrow(
    /secret\.secretName refers to gone, but there is no such Secret/,
  );
});

test("a pod that refers to a missing ConfigMap is rejected", async () => {
  const [deployment] = cloud.list("kubernetes:apps/v1:Deployment");
  if (deployment === undefined) throw new Error("no Deployment");
  const inputs = structuredClone(deployment.inputs);
  const text = JSON.stringify(inputs).replaceAll(/"name":"gallery-(api|web)-\w+"/g, '"name":"gone"');
  await expect(cloud.update(deployment.type, deployment.id, JSON.parse(text))).rejects.toThrow(
    /configMapRef\.name refers to gone, but there is no such ConfigMap/,
  );
});
