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
