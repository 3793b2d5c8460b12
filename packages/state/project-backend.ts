/** The backend of the project. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { parse } from "yaml";

/** `backend.url` of Pulumi.yaml; empty if it is not set. */
export function backendOfProject(): string {
  const file = join(projectFolder, "Pulumi.yaml");
  const project: { backend?: { url?: string } } = existsSync(file) ? parse(readFileSync(file, "utf8")) : {};
  return project.backend?.url ?? "";
}
