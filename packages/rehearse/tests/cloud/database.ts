/** Inputs of a database instance that RDS accepts. */
export const instanceInputs = {
  identifier: "primary",
  engine: "postgres",
  engineVersion: "18.6",
  instanceClass: "db.t4g.medium",
  username: "gallery",
  password: "correct-horse",
  allocatedStorage: 20,
  skipFinalSnapshot: true,
};
