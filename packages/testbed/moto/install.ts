import { findPythonProgram } from "../python/program";

/**
 * The `moto_server` program, of the versions that the tests were written against: https://pypi.org/project/moto
 *
 * @throws Error that says what is missing and how to get it.
 */
export function findMoto(): string {
  return findPythonProgram({
    name: "moto_server",
    requirement: "moto[server]>=5.1,<6",
    folder: "moto",
    fromPath: true,
  });
}
