// One project a kind of test, so that each npm script runs exactly what its name says.
const common = {
  testEnvironment: "node",
  // `npm run typecheck` checks the types once for everything; the tests only need the types removed.
  transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false, tsconfig: "tsconfig.json" }] },
};
const elsewhere = ["app", "engine", "cluster", "monitoring", "state", "delivery", "upgrades", "workflows"];
// They need programs that are fetched or built once, before the first test file.
const withSetup = ["cluster", "monitoring", "state"];
// They run the program in the real engine, from inside jest.
const withEngine = ["engine", "state", "delivery", "upgrades"];

// On GitHub a failure also stands beside its line, and in the job's summary.
const onGithub = [["github-actions", { silent: false }], "<rootDir>/scripts/ci/summary-reporter.js"];

module.exports = {
  reporters: ["default", ...(process.env.GITHUB_ACTIONS === "true" ? onGithub : [])],
  collectCoverageFrom: ["{app/src,infra,k8s,policy,scripts,settings,simulation}/**/*.ts", "*.ts"],
  coverageReporters: ["json-summary", "lcov", "text-summary"],
  projects: [
    {
      ...common,
      displayName: "platform",
      testMatch: ["<rootDir>/tests/**/*.test.ts"],
      testPathIgnorePatterns: elsewhere.map((folder) => `<rootDir>/tests/${folder}/`),
    },
    ...elsewhere.map((folder) => ({
      ...common,
      displayName: folder === "app" ? "gallery" : folder,
      ...(withEngine.includes(folder) ? { testEnvironment: "<rootDir>/tests/engine/environment.ts" } : {}),
      testMatch: [`<rootDir>/tests/${folder}/**/*.test.ts`],
      ...(withSetup.includes(folder) ? { globalSetup: `<rootDir>/tests/${folder}/setup.ts` } : {}),
      setupFilesAfterEnv: ["<rootDir>/tests/patience.ts"],
    })),
  ],
};
