/** Rules of the options of RDS instances that their engine, their storage or another option decides. */
import type { Rule } from "../../package";
import { docs, isGiven, problemsOf, wrong } from "./messages";

const create = `${docs}/AmazonRDS/latest/APIReference/API_CreateDBInstance.html`;
const guide = `${docs}/AmazonRDS/latest/UserGuide`;
const insightsGuide = `${docs}/AmazonCloudWatch/latest/monitoring/Database-Insights.html`;

/** Days for which the advanced mode of Database Insights keeps the data at least. */
const ADVANCED_DAYS = 31;

const instance: Rule = ({ inputs }) => {
  const { engine, username, licenseModel, characterSetName, timezone, storageType, storageThroughput } =
    inputs;
  const {
    performanceInsightsEnabled,
    performanceInsightsRetentionPeriod: days,
    databaseInsightsMode,
  } = inputs;
  const isPostgres = engine === "postgres";
  return problemsOf(
    databaseInsightsMode === "advanced" &&
      (performanceInsightsEnabled !== true || (isGiven(days) && Number(days) < ADVANCED_DAYS)) &&
      wrong(
        "databaseInsightsMode",
        databaseInsightsMode,
        `it needs performanceInsightsEnabled and a performanceInsightsRetentionPeriod of at least ${ADVANCED_DAYS}`,
        insightsGuide,
      ),
    isGiven(storageThroughput) &&
      isGiven(storageType) &&
      storageType !== "gp3" &&
      wrong("storageThroughput", storageThroughput, "only gp3 has it", `${guide}/CHAP_Storage.html`),
    isPostgres &&
      String(username ?? "").length > 63 &&
      wrong("username", username, "at most 63 characters are allowed", create),
    isPostgres &&
      isGiven(licenseModel) &&
      licenseModel !== "postgresql-license" &&
      wrong("licenseModel", licenseModel, "postgresql-license is allowed for postgres", create),
    isPostgres &&
      isGiven(characterSetName) &&
      wrong("characterSetName", characterSetName, "only Oracle and SQL Server have it", create),
    isPostgres && isGiven(timezone) && wrong("timezone", timezone, "only Db2 and SQL Server have it", create),
  );
};

export const rules: Readonly<Record<string, Rule>> = { "aws:rds/instance:Instance": instance };
