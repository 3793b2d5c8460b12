/** A failed operation leaves nothing in this process that affects the next program. */
import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { Refusal } from "@groundwork/rehearse/cloud/cloud";
import { Client, credentials, Server, ServerCredentials, type ServiceError, status } from "@grpc/grpc-js";
import * as settings from "@pulumi/pulumi/runtime/settings";
import { open, type TestStack } from "./engine";

let dev: TestStack;
afterEach(() => dev?.close());

test("after a failed up, no error listener is left", async () => {
  dev = await open("dev");
  dev.cloud.before = ({ kind, type }) => {
    if (kind === "create" && type === "aws:s3/bucket:Bucket") throw new Refusal("InternalFailure: injected");
  };
  const before = process.listeners("unhandledRejection");
  await expect(dev.run("up")).rejects.toThrow("InternalFailure: injected");
  expect(process.listeners("unhandledRejection")).toEqual(before);
});

test("an operation that is rejected by the lock of another one does not affect the other one", async () => {
  dev = await open("dev");
  let second: Promise<unknown> | undefined;
  // The first operation waits until the second one is rejected, so that it cannot end before.
  dev.cloud.before = async () => {
    if (second !== undefined) return;
    second = dev.run("up").then(
      () => "went through",
      (error: Error) => error.message,
    );
    await second;
  };
  await dev.run("up");
  expect(await second).toContain("locked");
  expect(await dev.run("preview")).toEqual([]);
});

/**
 * https://pkg.go.dev/gocloud.dev/blob/fileblob#URLOpener, "metadata": the file is written in place, so a killed
 * engine can leave it incomplete.
 */
test("no file beside the state can be left half-written by a killed engine", async () => {
  dev = await open("dev", { program: async () => undefined });
  await dev.run("up");
  const files = readdirSync(dirname(dev.stateFile)).sort();
  expect(files.filter((file) => !file.endsWith(".bak"))).toEqual(["dev.json"]);
});

/** A server that implements no method. */
function listen(port: number): Promise<{ port: number; stop: () => void }> {
  const server = new Server();
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error) reject(error);
      else resolve({ port: bound, stop: () => server.forceShutdown() });
    });
  });
}

/** The status of a call, over a connection like those of a program's SDK. */
function call(port: number): Promise<status | undefined> {
  const options: object = Reflect.get(settings, "grpcClientOptions");
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), options);
  const bytes = () => Buffer.alloc(0);
  return new Promise((resolve) => {
    const answer = (error: ServiceError | null) => resolve(error?.code);
    client.makeUnaryRequest("/pulumirpc.ResourceMonitor/Nothing", bytes, bytes, {}, answer);
  });
}

test("a new engine on the port of an earlier one is reached immediately", async () => {
  const first = await listen(0);
  expect(await call(first.port)).toBe(status.UNIMPLEMENTED);
  first.stop();
  expect(await call(first.port)).toBe(status.UNAVAILABLE);
  const second = await listen(first.port);
  try {
    expect(await call(second.port)).toBe(status.UNIMPLEMENTED);
  } finally {
    second.stop();
  }
});
