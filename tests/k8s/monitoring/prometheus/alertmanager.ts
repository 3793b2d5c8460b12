import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@groundwork/testbed/control-plane/processes";
import { supervise } from "@groundwork/testbed/processes/supervised";
import { findAlertmanager } from "@groundwork/testbed/prometheus";
import { end, ready } from "@groundwork/testbed/prometheus/local";
import { stringify } from "yaml";
import { createAlertmanagerConfig } from "../../../../k8s/monitoring/alertmanager-config";
import type { Timing } from "../../../../k8s/monitoring/rules/timing";

/**
 * A real Alertmanager with the platform's configuration, whose messages go to a receiver of the test.
 * @param address listening address; a free port by default
 */
export async function startAlertmanager(receiverUrl: string, timing: Timing, address?: string) {
  const program = findAlertmanager();
  if (program === undefined) throw new Error("no Alertmanager on PATH");
  const folder = mkdtempSync(join(tmpdir(), "groundwork-alertmanager-"));
  const listens = address ?? `127.0.0.1:${await freePort()}`;
  const webhookUrlFile = join(folder, "url");
  writeFileSync(webhookUrlFile, `${receiverUrl}/webhook`);
  const topic = (name: string) => `arn:aws:sns:us-east-1:111122223333:${name}`;
  const sns = {
    topicArn: topic("alerts"),
    heartbeatTopicArn: topic("heartbeat"),
    region: "us-east-1",
    endpoint: receiverUrl,
  };
  writeFileSync(
    join(folder, "alertmanager.yaml"),
    stringify(createAlertmanagerConfig({ sns, webhookUrlFile }, timing)),
  );
  const flags = [
    `--config.file=${join(folder, "alertmanager.yaml")}`,
    `--storage.path=${join(folder, "data")}`,
    `--web.listen-address=${listens}`,
    // Single instance: it does not look for peers.
    "--cluster.listen-address=",
  ];
  // The credential chain of the AWS SDK uses these in place of Pod Identity's.
  const env = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  const running = await supervise(program, flags, { env, stopSignal: "TERM", cwd: folder });
  await ready(`http://${listens}/-/ready`, running, "Alertmanager");
  return {
    address: listens,
    output: running.output,
    async stop() {
      await end(running, running.pid);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
