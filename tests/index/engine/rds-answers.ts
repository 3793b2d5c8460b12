/** An endpoint of AWS that answers what `groundwork restore` asks, from what exists in the simulated cloud. */
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import type { Cloud } from "@groundwork/rehearse/cloud/cloud";

interface RdsAnswers {
  /** Value of AWS_ENDPOINT_URL. */
  readonly url: string;
  /** Names of the operations that were called, in order. */
  readonly called: string[];
  /** Instances that the account can have. */
  quota: number;
  close(): void;
}

const DAY = 24 * 60 * 60 * 1000;

const element = (name: string, content: string) => `<${name}>${content}</${name}>`;
const fields = (values: Readonly<Record<string, unknown>>) =>
  Object.entries(values)
    .map(([name, value]) => element(name, String(value)))
    .join("");

export async function answerForRds(cloud: Cloud): Promise<RdsAnswers> {
  const called: string[] = [];
  const instances = () => cloud.list("aws:rds/instance:Instance");

  /** The content of the result of an operation of RDS. */
  const results: Readonly<Record<string, (given: URLSearchParams) => string>> = {
    DescribeDBInstanceAutomatedBackups: (given) =>
      element(
        "DBInstanceAutomatedBackups",
        instances()
          .filter(({ inputs }) => inputs.identifier === given.get("DBInstanceIdentifier"))
          .map(({ outputs }) => {
            const LatestTime = String(outputs.latestRestorableTime);
            const days = Number(outputs.backupRetentionPeriod);
            const EarliestTime = new Date(Date.parse(LatestTime) - days * DAY).toISOString();
            const window = element("RestoreWindow", fields({ EarliestTime, LatestTime }));
            const { kmsKeyId: KmsKeyId, allocatedStorage: AllocatedStorage } = outputs;
            return element("DBInstanceAutomatedBackup", window + fields({ KmsKeyId, AllocatedStorage }));
          })
          .join(""),
      ),
    DescribeDBInstances: () =>
      element(
        "DBInstances",
        instances()
          .map(({ inputs }) => element("DBInstance", fields({ DBInstanceIdentifier: inputs.identifier })))
          .join(""),
      ),
    DescribeDBEngineVersions: (given) =>
      element(
        "DBEngineVersions",
        element("DBEngineVersion", fields({ EngineVersion: given.get("EngineVersion") })),
      ),
    DescribeOrderableDBInstanceOptions: () => {
      const zones = ["a", "b"].map((letter) =>
        element("AvailabilityZone", fields({ Name: `${cloud.account.region}${letter}` })),
      );
      const option = fields({ StorageType: "gp3" }) + element("AvailabilityZones", zones.join(""));
      return element("OrderableDBInstanceOptions", element("OrderableDBInstanceOption", option));
    },
  };

  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const target = request.headers["x-amz-target"];
      const given = new URLSearchParams(body);
      const name = target === undefined ? (given.get("Action") ?? "") : String(target).split(".").at(-1);
      called.push(String(name));
      if (name === "GetServiceQuota")
        return response.end(JSON.stringify({ Quota: { Value: answers.quota } }));
      const result = results[String(name)]?.(given);
      if (result === undefined)
        return response.writeHead(400).end(element("Error", fields({ Code: "Unknown" })));
      return response.end(element(`${name}Response`, element(`${name}Result`, result)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const answers: RdsAnswers = {
    url: `http://127.0.0.1:${port}`,
    called,
    quota: 40,
    close: () => server.close(),
  };
  return answers;
}
