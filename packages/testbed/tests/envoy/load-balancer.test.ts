import { createServer, type Server } from "node:http";
import { LoadBalancer } from "../../load-balancer";
import { until } from "../../processes/until";

/** Envoy from PyPI; setup.ts of the cluster tests prints why it is missing. With CI=true that is a failure. */
const withEnvoy = process.env.GROUNDWORK_NO_ENVOY === "true" ? describe.skip : describe;

/** A server that answers with its name. */
async function start(name: string): Promise<{ server: Server; address: string }> {
  const server = createServer((_request, response) => response.end(name));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const listening = server.address();
  return { server, address: `127.0.0.1:${typeof listening === "object" ? listening?.port : ""}` };
}

withEnvoy("a load balancer", () => {
  let balancer: LoadBalancer;
  let blue: Awaited<ReturnType<typeof start>>;
  let green: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    [balancer, blue, green] = await Promise.all([LoadBalancer.start(), start("blue"), start("green")]);
    balancer.setTargets("blue", [blue.address]);
    balancer.setTargets("green", [green.address]);
  }, 120_000);
  afterAll(async () => {
    for (const { server } of [blue, green]) {
      server.closeAllConnections();
      server.close();
    }
    await balancer.stop();
  });

  const ask = async () => {
    // fetch does not send another Host header.
    const { request } = await import("node:http");
    return new Promise<{ status: number; body: string }>((resolve, reject) => {
      const call = request(balancer.url, { headers: { host: "shop.example.com" } }, async (response) => {
        let body = "";
        for await (const chunk of response) body += chunk;
        resolve({ status: response.statusCode ?? 0, body });
      });
      call.once("error", reject).end();
    });
  };
  const count = async (requests: number) => {
    const answers = new Map<string, number>();
    for (let sent = 0; sent < requests; sent++) {
      const { status, body } = await ask();
      const name = status === 200 ? body : String(status);
      answers.set(name, (answers.get(name) ?? 0) + 1);
    }
    return answers;
  };

  test("distributes requests by weight, and follows a changed weight", async () => {
    balancer.setRoute("shop.example.com", [
      { targets: "blue", weight: 90 },
      { targets: "green", weight: 10 },
    ]);
    await until(async () => (await ask()).status === 200);
    const shares = await count(500);
    expect(shares.get("green")).toBeGreaterThan(15);
    expect(shares.get("green")).toBeLessThan(100);
    balancer.setRoute("shop.example.com", [{ targets: "green", weight: 1 }]);
    await until(async () => (await count(20)).get("green") === 20);
  });

  test("loses no request when the targets of a set change", async () => {
    balancer.setRoute("shop.example.com", [{ targets: "green", weight: 1 }]);
    await until(async () => (await count(5)).get("green") === 5);
    const answers = count(600);
    balancer.setTargets("green", [green.address, blue.address]);
    await until(async () => (await ask()).body === "blue");
    balancer.setTargets("green", [blue.address]);
    expect((await answers).get("503")).toBeUndefined();
    await until(async () => (await count(5)).get("blue") === 5);
  });

  test("answers with 503 when a set has no targets, and serves again when it has", async () => {
    balancer.setRoute("shop.example.com", [{ targets: "blue", weight: 1 }]);
    balancer.setTargets("blue", []);
    await until(async () => (await ask()).status === 503);
    balancer.setTargets("blue", [blue.address]);
    await until(async () => (await ask()).status === 200);
    expect(await balancer.statistic("cluster.blue.membership_total")).toBe(1);
  });

  test.each([
    [
      "a set that does not exist",
      [{ targets: "red", weight: 1 }],
      "no set of targets is named red: blue, green",
    ],
    [
      "weights without a sum",
      [{ targets: "blue", weight: 0 }],
      "the weights for shop.example.com have the sum 0",
    ],
    [
      "a broken weight",
      [{ targets: "blue", weight: 0.5 }],
      "the weight of blue is 0.5; it must be a whole number",
    ],
  ])("refuses a route with %s", (_what, shares, message) => {
    expect(() => balancer.setRoute("shop.example.com", shares)).toThrow(message);
  });
});
