/** What a preflight says when AWS gives no answer, or not at once. */
import { operations } from "@groundwork/delivery/preflight/aws/operations";
import { useAccount } from "./setup";

jest.setTimeout(120_000);

const account = useAccount();
const { ask, notOk } = account;

describe("a missing permission", () => {
  /**
   * Default quotas are asked only if the account has no quota; certificates, users and a VPC only if the program names some. Those of
   * a VPC are in existing-vpc.test.ts. The last two are asked by `groundwork restore`: packages/delivery/tests/restore/source.test.ts.
   */
  const asked = Object.keys(operations).filter(
    (each) =>
      !/GetCallerIdentity|GetAWSDefaultServiceQuota|DescribeCertificate|GetUser|DescribeVpcAttribute|DescribeRouteTables|DescribeSecurityGroups|DescribeDBInstanceAutomatedBackups|DescribeDBSnapshots/.test(
        each,
      ),
  );

  test.each(asked)(
    "%s: the answer is missing, the action is named, everything else is asked",
    async (operation) => {
      const [service = "", name = ""] = operation.split(":");
      const code = {
        ec2: "UnauthorizedOperation",
        rds: "AccessDenied",
        iam: "AccessDenied",
        route53: "AccessDenied",
      };
      const error = {
        code: Object.entries(code).find(([key]) => key === service)?.[1] ?? "AccessDeniedException",
        message: `User: me is not authorized to perform: ${operation}`,
      };
      await account.moto().give({ service, operation: name, error });
      const { findings, passed } = await ask();
      const missing = findings.filter(({ result }) => result === "not asked");
      expect(missing.length).toBeGreaterThan(0);
      expect(passed).toBe(false);
      for (const { found, advice } of missing) {
        expect(found).toContain(`not authorized to perform: ${operation}`);
        expect(advice).toMatch(new RegExp(`^Allow ${operation} for your identity\\..*bootstrap`));
      }
      expect(findings.length - missing.length).toBeGreaterThan(10);
    },
  );
});

test("a service that does not answer is given up after the time limit, and the others are asked", async () => {
  await account.moto().give({ service: "servicequotas", operation: "GetServiceQuota", silent: true });
  const from = Date.now();
  const { findings, passed } = await ask({ timeoutSeconds: 3 });
  expect(Date.now() - from).toBeLessThan(20_000);
  const missing = findings.filter(({ result }) => result === "not asked");
  expect(missing.map(({ asked }) => asked)).toContain("Elastic IP addresses");
  expect(missing.map(({ found }) => found)).toContain(
    `servicequotas:GetServiceQuota: ${new URL(account.moto().url).host} cannot be reached: no answer in 3 s`,
  );
  expect(findings.find(({ asked }) => asked === "Zone us-east-1a")?.result).toBe("ok");
  expect(passed).toBe(false);
});

test("a proxy's page is no answer of AWS", async () => {
  const page = "<html><body>Sign in to the guest network</body></html>";
  const [found, ...more] = await notOk({
    service: "eks",
    operation: "DescribeClusterVersions",
    body: page,
    status: 200,
  });
  expect(found).toBe(
    `not asked: Kubernetes 1.36: The response to eks:DescribeClusterVersions is not a JSON object: ${page}`,
  );
  expect(more).toEqual([]);
});

test("a throttled call is repeated", async () => {
  const error = { code: "RequestLimitExceeded", message: "Request limit exceeded." };
  const throttled = { service: "ec2", operation: "DescribeVpcs", error, times: 2 };
  expect(await notOk(throttled)).toEqual([]);
});
