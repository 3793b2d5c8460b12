import { dirname, join } from "node:path";
import { findPythonProgram } from "../python/program";

/**
 * The `moto_server` program, in the versions that the tests are written for: https://pypi.org/project/moto
 * @throws Error with what is missing and how to install it
 */
export function findMoto(): string {
  return findPythonProgram({
    name: "moto_server",
    requirement: "moto[server]>=5.1,<6",
    folder: "moto",
    fromPath: true,
  });
}

/** The Python interpreter that has moto, and with it botocore and AWS's models. @throws as {@link findMoto} */
export function findMotoPython(): string {
  return join(dirname(findMoto()), "python3");
}
