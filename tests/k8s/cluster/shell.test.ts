/** `groundwork shell` with a real Kubernetes API: kubectl reaches it through the kubeconfig that the command writes. */
import { readFileSync } from "node:fs";
import { StandIn } from "@groundwork/cli/tests/shell/eks";
import { Desk } from "@groundwork/cli/tests/shell/started";
import { type ControlPlane, startControlPlane } from "@groundwork/testbed/control-plane";
import { inCluster } from "@groundwork/testbed/control-plane/in-cluster";

inCluster("kubectl in groundwork shell", () => {
  let plane: ControlPlane;
  let standIn: StandIn;
  let desk: Desk;
  let token = "";

  beforeAll(async () => {
    plane = await startControlPlane();
    const { clusters, users } = JSON.parse(readFileSync(plane.kubeconfig, "utf8"));
    const { server, "certificate-authority": authority } = clusters[0].cluster;
    token = users[0].user.token;
    standIn = new StandIn();
    await standIn.start();
    standIn.api = { url: server, certificate: readFileSync(authority).toString("base64") };
    desk = new Desk(standIn);
    desk.program("kubectl", `exec '${plane.kubectl}' "$@"`);
  }, 120_000);
  afterAll(async () => {
    desk?.close();
    standIn?.stop();
    await plane?.stop();
  });

  /** The AWS CLI's answer to `aws eks get-token`. */
  function giveToken(value: string): void {
    const status = { token: value, expirationTimestamp: new Date(Date.now() + 840_000).toISOString() };
    const credential = {
      kind: "ExecCredential",
      apiVersion: "client.authentication.k8s.io/v1",
      spec: {},
      status,
    };
    desk.program(
      "aws",
      `case "$*" in *"eks get-token --cluster-name groundwork-prod-"*) echo '${JSON.stringify(credential)}' ;; esac`,
    );
  }

  const kubectl = (...words: string[]) =>
    desk.start(["prod", "--cidr", "203.0.113.7", "--", "kubectl", ...words]).ended;

  test("the first line of on-call.md lists the nodes, and the API is closed after it", async () => {
    giveToken(token);
    const { status, stdout } = await kubectl("get", "nodes");
    expect(stdout).toMatch(/^node-1 .* Ready /m);
    expect(status).toBe(0);
    expect(standIn.access.endpointPublicAccess).toBe(false);
  }, 120_000);

  test("without a valid token, kubectl's error and status are the command's, and the API is closed", async () => {
    giveToken("not-a-token");
    const { status, stderr } = await kubectl("get", "nodes");
    expect(stderr).toContain("Unauthorized");
    expect(status).toBe(1);
    expect(standIn.access.endpointPublicAccess).toBe(false);
  }, 120_000);
});
