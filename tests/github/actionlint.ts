/** Finds actionlint, or builds it with Go into the user's cache folder. */
import { findGoProgram } from "@groundwork/testbed/go/program";

/**
 * One version, because every newer one reports more. The npm package of the same name contains a version of 2022,
 * which supports neither `vars` nor half of the permissions.
 */
const MODULE = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";

/** @throws Error with what is missing */
export const findActionlint = () => findGoProgram(MODULE);
