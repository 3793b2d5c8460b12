/** The steps of an upgrade, from any point of interruption. */
import { kubernetesSteps, postgresSteps, shapeSteps } from "../../upgrade/procedures";

const at = (primary: string, ...replicas: string[]) => ({
  kubernetes: "1.35",
  primary,
  replicas,
  classes: { primary: undefined, replicas: [] },
});
/** Classes are named by their size: 1, 2, 3. */
const isAtLeastAsLarge = (one: string, other: string) => one >= other;
const whats = (steps: readonly { what: string }[]) => steps.map(({ what }) => what);

describe("PostgreSQL", () => {
  test("a minor version upgrades the replicas first, while the primary keeps its version", () => {
    expect(postgresSteps(at("18.6", "18.6", "18.6"), "18.7")).toEqual([
      {
        what: "2 of 2 replicas to 18.7; the primary stays at 18.6",
        settings: { databaseEngineVersion: "18.6", databaseReplicaEngineVersion: "18.7" },
      },
      expect.objectContaining({
        what: "primary to 18.7",
        settings: expect.objectContaining({
          databaseEngineVersion: "18.7",
          databaseReplicaEngineVersion: undefined,
        }),
      }),
    ]);
  });

  test("after an interruption with one replica done, it continues with the other one; with both done, with the primary", () => {
    expect(whats(postgresSteps(at("18.6", "18.7", "18.6"), "18.7"))[0]).toMatch(/^1 of 2 replicas/);
    expect(whats(postgresSteps(at("18.6", "18.7", "18.7"), "18.7"))).toEqual(["primary to 18.7"]);
  });

  test("18.10 is newer than 18.9", () => {
    expect(whats(postgresSteps(at("18.9"), "18.10"))).toEqual(["primary to 18.10"]);
  });

  test("a major version sets RDS's flag, and resets it at the end", () => {
    const [first, last] = postgresSteps(at("18.7", "18.7"), "19.1");
    expect(first?.settings).toMatchObject({ databaseEngineVersion: "19.1", databaseAllowMajorUpgrade: true });
    expect(last?.settings).toMatchObject({ databaseAllowMajorUpgrade: undefined });
  });

  test("after the upgrade, only the verification step is left", () => {
    expect(postgresSteps(at("19.1", "19.1"), "19.1")).toHaveLength(1);
  });

  test.each([
    ["18.5", /cannot be downgraded: the database has 18\.6, and 18\.5 is older/],
    ["19", /19 is not a version of PostgreSQL; it must be MAJOR\.MINOR/],
    ["latest", /it must be MAJOR\.MINOR/],
  ])("%s is rejected with the reason", (target, reason) => {
    expect(() => postgresSteps(at("18.6"), target)).toThrow(reason);
  });

  test("for a stack without a database, the error says how to create one", () => {
    expect(() => postgresSteps({ ...at(""), primary: undefined }, "18.7")).toThrow("has no database");
  });
});

describe("Kubernetes", () => {
  test("upgrades one minor version at a time", () => {
    expect(kubernetesSteps(at("18.6"), "1.37").map(({ settings }) => settings.clusterVersion)).toEqual([
      "1.36",
      "1.37",
    ]);
  });

  test.each([
    ["1.34", /EKS cannot be downgraded: the cluster has 1\.35/],
    ["1.36.2", /it must be 1\.MINOR/],
  ])("%s is rejected with the reason", (target, reason) => {
    expect(() => kubernetesSteps(at("18.6"), target)).toThrow(reason);
  });
});

describe("taking on the configuration of another stack", () => {
  const dev = {
    guardRails: "development",
    availabilityZones: ["a", "b"],
    databaseStorageGib: 20,
    vpcCidr: "10.0.0.0/16",
  };
  const prod = {
    guardRails: "production",
    availabilityZones: ["a", "b", "c"],
    databaseStorageGib: 100,
    vpcCidr: "10.1.0.0/16",
  };

  test("changes guard rails first, and never an address, a name or access", () => {
    const steps = shapeSteps(
      dev,
      { ...prod, galleryHost: "gallery.example.com", clusterAdmins: ["x"] },
      isAtLeastAsLarge,
    );
    expect(steps[0]).toMatchObject({ settings: { guardRails: "production" } });
    const keys = steps.flatMap(({ settings }) => Object.keys(settings));
    for (const key of ["vpcCidr", "region", "galleryHost", "clusterAdmins"]) expect(keys).not.toContain(key);
  });

  test.each([
    ["environment", { environment: "dev" }, { guardRails: "production" }],
    ["guardRails", { guardRails: "development" }, { environment: "prod" }],
  ])("removes %s if the other stack sets the class under its other name", (name, own, model) => {
    const { guardRails: _own, ...shape } = dev;
    const { guardRails: _model, ...wanted } = prod;
    const [first] = shapeSteps({ ...shape, ...own }, { ...wanted, ...model }, isAtLeastAsLarge);
    expect(first?.settings).toStrictEqual({ ...model, [name]: undefined });
  });

  test("rejects removing or reordering zones, and shrinking storage", () => {
    expect(() => shapeSteps({ ...dev, availabilityZones: ["b", "a"] }, prod, isAtLeastAsLarge)).toThrow(
      "zones can only be appended",
    );
    expect(() => shapeSteps({ ...dev, databaseStorageGib: 200 }, prod, isAtLeastAsLarge)).toThrow(
      "storage cannot shrink",
    );
  });

  test("gives a larger class to the replicas before the primary, and a smaller one after it", () => {
    const settings = (own: string, wanted: string) =>
      shapeSteps(
        { ...dev, databaseInstanceClass: own },
        { ...prod, databaseInstanceClass: wanted },
        isAtLeastAsLarge,
      )
        .map((step) => [step.settings.databaseInstanceClass, step.settings.databaseReplicaInstanceClass])
        .filter(([primary]) => primary !== undefined);
    expect(settings("1", "2")).toEqual([
      ["1", "2"],
      ["2", undefined],
    ]);
    expect(settings("2", "1")).toEqual([
      ["1", "2"],
      ["1", undefined],
    ]);
    expect(settings("2", "2")).toEqual([["2", undefined]]);
  });
});
