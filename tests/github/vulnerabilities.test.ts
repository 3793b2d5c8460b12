import { describe as line, readAudit, serious } from "@groundwork/delivery/checks/vulnerabilities/audit";

const audit = (severity: string, fixAvailable: unknown) =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: {
      leftpad: {
        name: "leftpad",
        severity,
        isDirect: false,
        via: [{ source: 1, title: "Pads too much", url: "https://github.com/advisories/GHSA-1" }, "padder"],
        fixAvailable,
      },
    },
    metadata: { dependencies: { prod: 300, dev: 500 } },
  });

function packagesIn(output: string) {
  const result = readAudit(output);
  if ("unavailable" in result) throw new Error(result.unavailable);
  return result.packages;
}

test.each([
  ["critical", 1],
  ["high", 1],
  ["moderate", 0],
  ["low", 0],
])("A vulnerability of severity %s blocks %i change", (severity, count) => {
  expect(serious(packagesIn(audit(severity, true)))).toHaveLength(count);
});

test("A vulnerability and its fix are reported in one line", () => {
  const [found] = packagesIn(audit("high", { name: "pads", version: "2.0.0" }));
  if (!found) throw new Error("nothing found");
  expect(line(found)).toBe(
    "high     leftpad: Pads too much https://github.com/advisories/GHSA-1; by padder (fixed by pads 2.0.0)",
  );
});

test.each([
  [
    "an error of the registry",
    '{"message": "405 Method Not Allowed - POST …", "statusCode": 405}',
    "405 Method",
  ],
  ["an error of npm", '{"error": {"code": "ENOLOCK", "summary": "…"}}', "a response without results"],
  ["a truncated response", '{"vulnerabilities": {}}', "a response without results"],
  ["no JSON", "502 Bad Gateway", "502 Bad Gateway"],
  ["nothing", "", ""],
])("%s does not count as a clean audit", (_, output, why) => {
  expect(readAudit(output)).toEqual({ unavailable: expect.stringContaining(why) });
});
